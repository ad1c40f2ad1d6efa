package dev.interlock.cli.command.policy;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.reach.Toxic;
import dev.interlock.policy.story.MoveWords;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A conflict in reach, told to people. */
final class ReachText {

    private final Bundle bundle;

    ReachText(Bundle bundle) {
        this.bundle = bundle;
    }

    String of(Toxic toxic) {
        Rule rule = bundle.rules().stream()
                .filter(r -> r.id().equals(toxic.rule()))
                .findFirst()
                .orElseThrow();
        var out = new StringBuilder();
        out.append(rule.id()).append("  ").append(rule.head().title()).append('\n');
        out.append("  The ")
                .append(toxic.attribute())
                .append(" `")
                .append(toxic.value())
                .append("` has the authority for ")
                .append(toxic.marks().stream().map(mark -> "`" + mark + "`").collect(Collectors.joining(" and ")))
                .append(":\n");
        for (int i = 0; i < toxic.story().moves().size(); i++) {
            out.append("  %4d. ".formatted(i + 1))
                    .append(MoveWords.of(toxic.story().moves().get(i)));
            Answer answer = toxic.played().answers().get(i);
            String became = became(answer);
            if (toxic.played().approvers().containsKey(i)) {
                out.append("  (held, and approved)");
            }
            if (!became.isEmpty()) {
                out.append("  -> ").append(became);
            }
            out.append('\n');
        }
        return out.append(
                        toxic.unstopped()
                                ? "  Nothing stops it.\n\n"
                                : "  Nothing but this rule prevents it. Remove one of these permissions from the"
                                        + " party.\n\n")
                .toString();
    }

    /** Returns what the engine answered, if it is not what the story needs; else the empty text. */
    String became(Answer answer) {
        return switch (answer) {
            case Answer.Done done -> "";
            case Answer.Permit permit -> "";
            case Answer.Refused refused -> "refused: " + refused.message();
            case Answer.Hold hold -> "held: " + findings(hold) + needs(hold);
            case Answer.Deny deny -> "denied: " + findings(deny);
        };
    }

    private static String needs(Answer.Hold hold) {
        return hold.findings().stream()
                .flatMap(finding -> finding.need().stream())
                .map(need -> need.count() + " of "
                        + need.by().map(group -> "`" + group + "`").orElse("anyone") + " who differ in "
                        + Stream.concat(Attributes.ALWAYS.stream(), need.attributes().stream())
                                .distinct()
                                .collect(Collectors.joining(", ")))
                .distinct()
                .collect(Collectors.joining(", ", "; needs ", ""));
    }

    private String findings(Answer.Verdict verdict) {
        return verdict.findings().stream()
                .map(finding -> finding.code().text() + (finding.rule().isEmpty() ? "" : " (" + finding.rule() + ")"))
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
