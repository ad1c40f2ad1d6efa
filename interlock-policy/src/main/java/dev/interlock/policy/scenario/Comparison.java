package dev.interlock.policy.scenario;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.RefusalCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares the outcomes of steps with those that they expect. Findings name calls as the scenario does. */
final class Comparison {

    private final Map<Long, String> names = new HashMap<>();

    /** Notes the name that the call of this number has in the scenario. */
    void name(long call, String name) {
        names.put(call, name);
    }

    static Optional<Difference> request(Answer answer, Expected.OfRequest expected) {
        String wanted = expected.refusal().map(RefusalCode::text).orElse("done");
        String came = switch (answer) {
            case Answer.Refused refused -> refused.code().text();
            case Answer.Done done -> "done";
            case Answer.Verdict verdict -> "a verdict";
        };
        if (wanted.equals(came)) {
            return Optional.empty();
        }
        String why = answer instanceof Answer.Refused refused ? refused.message() : "nothing prevents it";
        return Optional.of(new Difference(expected.place(), "expected `" + wanted + "`, got `" + came + "`", why));
    }

    Optional<Difference> call(Answer.Verdict verdict, Expected.OfCall expected) {
        Expected.Verdict came = switch (verdict) {
            case Answer.Permit permit -> Expected.Verdict.PERMIT;
            case Answer.Hold hold -> Expected.Verdict.HOLD;
            case Answer.Deny deny -> Expected.Verdict.DENY;
        };
        List<Finding> findings = new ArrayList<>(verdict.findings());
        if (verdict instanceof Answer.Permit permit) {
            findings.addAll(permit.waived());
        }
        return call(came, findings, expected);
    }

    Optional<Difference> call(Expected.Verdict came, List<Finding> findings, Expected.OfCall expected) {
        boolean found = !expected.namesFinding() || findings.stream().anyMatch(f -> matches(f, expected));
        if (came == expected.verdict() && found) {
            return Optional.empty();
        }
        String wanted = expected.verdict().text() + wanted(expected);
        return Optional.of(new Difference(
                expected.place(),
                "expected " + wanted + ", got " + came.text(),
                findings.isEmpty()
                        ? "no rule and no check found anything"
                        : "found: " + findings.stream().map(this::text).collect(Collectors.joining("; "))));
    }

    private static String wanted(Expected.OfCall expected) {
        StringBuilder out = new StringBuilder();
        expected.code().ifPresent(c -> out.append(" with `").append(c.text()).append('`'));
        expected.rule().ifPresent(r -> out.append(" by `").append(r).append('`'));
        expected.key().ifPresent(k -> out.append(" on `").append(k).append('`'));
        expected.witness().ifPresent(w -> out.append(" because of ").append(listed(w)));
        return out.toString();
    }

    private boolean matches(Finding finding, Expected.OfCall expected) {
        return expected.code().map(finding.codes()::contains).orElse(true)
                && expected.rule().map(r -> r.equals(finding.rule())).orElse(true)
                && expected.key()
                        .map(k -> finding.key().map(Object::toString).equals(Optional.of(k)))
                        .orElse(true)
                && expected.witness().map(w -> w.equals(witnesses(finding))).orElse(true);
    }

    private Set<String> witnesses(Finding finding) {
        return finding.witnesses().stream()
                .map(w -> names.getOrDefault(w.call(), "c-" + w.call()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String text(Finding finding) {
        StringBuilder out = new StringBuilder("`").append(finding.code().text()).append('`');
        if (!finding.unknown().isEmpty()) {
            out.append(" (`").append(FindingCode.ATTRIBUTE_UNKNOWN.text()).append("`)");
        }
        if (!finding.rule().isEmpty()) {
            out.append(" by `").append(finding.rule()).append('`');
        }
        finding.key().ifPresent(k -> out.append(" on `").append(k).append('`'));
        if (!finding.witnesses().isEmpty()) {
            out.append(" because of ").append(listed(witnesses(finding)));
        }
        if (!finding.detail().isEmpty()) {
            out.append(" (").append(finding.detail()).append(')');
        }
        return out.toString();
    }

    private static String listed(Set<String> steps) {
        List<String> quoted = steps.stream().map(n -> "`" + n + "`").toList();
        return quoted.isEmpty() ? "no call" : String.join(", ", quoted);
    }

    /** The difference if the observation breaks other rules than the step says. */
    static Optional<Difference> broken(Step.Observe told, Decision decision) {
        Set<String> found = new TreeSet<>();
        for (Event event : decision.events()) {
            if (event instanceof Event.CallObserved observed) {
                observed.findings().forEach(finding -> found.add(finding.rule()));
            }
        }
        return told.breaks()
                .filter(expected -> !expected.equals(found))
                .map(expected -> new Difference(
                        told.place(),
                        "expected it to break " + rules(expected) + ", but it breaks " + rules(found),
                        "compare the rules with what was observed"));
    }

    private static String rules(Set<String> ids) {
        return ids.isEmpty() ? "no rule" : "`" + String.join("`, `", ids) + "`";
    }
}
