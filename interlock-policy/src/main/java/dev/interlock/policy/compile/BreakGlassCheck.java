package dev.interlock.policy.compile;

import dev.interlock.engine.policy.BreakGlass;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** {@code break-glass}: the people who may open a lane, its duties and its time, and those who review it. */
final class BreakGlassCheck {

    private static final Map<String, BreakGlass.Opening> OPENINGS = openings();

    private final Draft draft;

    BreakGlassCheck(Draft draft) {
        this.draft = draft;
    }

    private static Map<String, BreakGlass.Opening> openings() {
        Map<String, BreakGlass.Opening> out = new LinkedHashMap<>();
        out.put("two-people", BreakGlass.Opening.TWO_PEOPLE);
        out.put("ticket", BreakGlass.Opening.TICKET);
        return out;
    }

    void check(Node node) {
        Optional<Node.Mapping> body =
                draft.values.mapping(node, "`break-glass`", "write `{by: on-call, allow: [...], reviewers: security}`");
        if (body.isEmpty()) {
            return;
        }
        Fields fields = new Fields(body.get(), "`break-glass`", draft.diagnostics);
        Optional<String> by = group(fields, "by", "name the group of the people who may open a lane");
        BreakGlass.Opening opening = fields.take("opening")
                .flatMap(n -> draft.values.choice(n, "`opening`", OPENINGS))
                .orElse(BreakGlass.Opening.TWO_PEOPLE);
        long limit = duration(fields, "limit", BreakGlass.DEFAULT_LIMIT_MILLIS, BreakGlass.MOST_MILLIS);
        Set<String> allow = new TreeSet<>();
        fields.require("allow", "list the duties that a lane may allow")
                .ifPresent(n -> draft.values.texts(n, "a duty").forEach(duty -> {
                    allow.add(duty.value());
                    draft.trusted.add(duty);
                }));
        Optional<String> reviewers = group(fields, "reviewers", "name the group of the people who review lanes");
        long within = duration(fields, "review-within", BreakGlass.DEFAULT_REVIEW_MILLIS, Long.MAX_VALUE);
        Optional<String> escalate = fields.take("escalate")
                .flatMap(n -> draft.values.name(n, "a group"))
                .map(Node.Scalar::value);
        fields.finish();
        if (by.isPresent() && reviewers.isPresent()) {
            draft.breakGlass =
                    Optional.of(new BreakGlass(by.get(), opening, limit, allow, reviewers.get(), within, escalate));
        }
    }

    private Optional<String> group(Fields fields, String key, String remedy) {
        return fields.require(key, remedy)
                .flatMap(n -> draft.values.name(n, "a group"))
                .map(Node.Scalar::value);
    }

    private long duration(Fields fields, String key, long otherwise, long most) {
        Optional<Node> node = fields.take(key);
        OptionalLong millis =
                node.isPresent() ? draft.values.duration(node.get(), "`" + key + "`") : OptionalLong.empty();
        if (millis.orElse(0) > most) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    node.orElseThrow().place(),
                    "a lane can be open for at most four hours",
                    "write a shorter `" + key + "`; longer work is not an emergency");
            return otherwise;
        }
        return millis.orElse(otherwise);
    }
}
