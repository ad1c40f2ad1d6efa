package dev.interlock.policy.compile;

import dev.interlock.engine.model.Distance;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** {@code flow}: what content with a label may not choose. */
final class FlowCheck {

    private static final Map<String, Set<Origin>> TIERS =
            new TreeMap<>(Map.of("default", Rule.Flow.DEFAULT, "strict", Rule.Flow.STRICT));
    private static final Map<String, Boolean> REQUESTS = new TreeMap<>(Map.of("heed", true, "ignore", false));

    /** The greatest limit for the calls of a task, in thousandths: a thousand calls of unrelated meaning. */
    private static final int MOST_IN_A_TASK = 1_000_000;

    private final Draft draft;

    FlowCheck(Draft draft) {
        this.draft = draft;
    }

    Optional<Rule> check(Node.Mapping body, Rule.Head head) {
        Fields fields = new Fields(body, "`flow`", draft.diagnostics);
        Set<String> marks = fields.require("to", "name what the content may not steer, such as `to: sink/external`")
                .map(n -> draft.references.marks(n, "a mark"))
                .orElse(Set.of());
        Optional<String> from = fields.take("from").flatMap(draft.references::label);
        Set<Origin> unless = fields.take("tier")
                .flatMap(n -> draft.values.choice(n, "`tier`", TIERS))
                .orElse(Rule.Flow.DEFAULT);
        boolean named = fields.has("unless");
        Set<Origin> accepted =
                fields.take("unless").map(draft.references::origins).orElse(Set.of());
        boolean requests = fields.take("requests")
                .flatMap(n -> draft.values.choice(n, "`requests`", REQUESTS))
                .orElse(true);
        Optional<Distance> farthest = fields.take("distance").flatMap(this::distance);
        boolean wrongLabel = fields.has("from") && from.isEmpty();
        fields.finish();
        if (marks.isEmpty() || wrongLabel) {
            return Optional.empty();
        }
        return Optional.of(new Rule.Flow(
                head,
                Set.copyOf(marks),
                from.orElse(Provenance.UNTRUSTED),
                named ? Set.copyOf(accepted) : unless,
                requests,
                farthest));
    }

    /** Reads the greatest distances from the instruction. A distance that is not stated is not limited. */
    private Optional<Distance> distance(Node node) {
        return draft.values
                .mapping(node, "`distance`", "write `distance: {call: 0.8}`")
                .map(body -> {
                    Fields fields = new Fields(body, "`distance`", draft.diagnostics);
                    Optional<Integer> call =
                            fields.take("call").flatMap(n -> draft.values.thousandths(n, "`call`", Distance.GREATEST));
                    Optional<Integer> task =
                            fields.take("task").flatMap(n -> draft.values.thousandths(n, "`task`", MOST_IN_A_TASK));
                    if (!fields.has("call") && !fields.has("task")) {
                        draft.diagnostics.error(
                                Check.MISSING_KEY,
                                node.place(),
                                "`distance` limits nothing",
                                "add `call`, `task` or both");
                    }
                    fields.finish();
                    return new Distance(call.orElse(Distance.GREATEST), task.orElse(Integer.MAX_VALUE));
                });
    }
}
