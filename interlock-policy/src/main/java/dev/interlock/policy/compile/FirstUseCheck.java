package dev.interlock.policy.compile;

import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** {@code first-use}: whom no call reached before. */
final class FirstUseCheck {

    private static final Map<String, Boolean> BODIES = new TreeMap<>(Map.of("true", true, "false", false));

    private final Draft draft;

    FirstUseCheck(Draft draft) {
        this.draft = draft;
    }

    Optional<Rule> check(Node.Mapping body, Rule.Head head) {
        Fields fields = new Fields(body, "`first-use`", draft.diagnostics);
        Set<String> marks = fields.require("to", "name the calls that reach someone, such as `to: sink/external`")
                .map(n -> draft.references.marks(n, "a mark"))
                .orElse(Set.of());
        Set<String> of = new TreeSet<>();
        fields.take("of")
                .ifPresent(n -> draft.values.texts(n, "a value").forEach(value -> {
                    if (draft.references.isValue(value)) {
                        of.add(value.value());
                    }
                }));
        boolean bodies = fields.take("bodies")
                .flatMap(n -> draft.values.choice(n, "`bodies`", BODIES))
                .orElse(false);
        Optional<String> from = fields.take("from").flatMap(draft.references::label);
        Set<Origin> unless =
                fields.take("unless").map(draft.references::origins).orElse(Set.of());
        String per = fields.take("per").flatMap(draft.references::scope).orElse(Scopes.OWNER);
        OptionalLong within = fields.take("within")
                .map(n -> draft.values.duration(n, "`within`"))
                .orElse(OptionalLong.empty());
        Optional<Rule.FirstUse.Rate> atMost = fields.take("at-most").flatMap(this::rate);
        boolean contradicts = contradicts(fields);
        boolean misnamed = (fields.has("of") && of.isEmpty())
                || (fields.has("from") && from.isEmpty())
                || (fields.has("unless") && unless.isEmpty());
        fields.finish();
        if (marks.isEmpty() || misnamed || contradicts) {
            return Optional.empty();
        }
        // Like `flow`, a rule with `unless` is about the destinations that a call has, and not about calls without any.
        if (unless.isEmpty()) {
            draft.obligations.add(new Obligation.EveryCallReaches(head.id(), marks, of, bodies, body.place()));
        }
        return Optional.of(new Rule.FirstUse(
                head, Set.copyOf(marks), Set.copyOf(of), bodies, from, Set.copyOf(unless), per, within, atMost));
    }

    /** Reports keys that exclude each other, and returns whether there are any. */
    private boolean contradicts(Fields fields) {
        List<String> both = fields.has("at-most")
                ? Stream.of("bodies", "from", "unless", "within")
                        .filter(fields::has)
                        .toList()
                : List.of();
        for (String key : both) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    fields.keyPlace(key),
                    "`" + key + "` cannot be combined with `at-most`, because a rule that counts new destinations "
                            + (key.equals("within") ? "forgets none" : "counts all that calls reach"),
                    "remove `" + key + "`, or split it into two rules");
        }
        boolean untold = fields.has("of") && fields.has("unless");
        if (untold) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    fields.keyPlace("unless"),
                    "`unless` cannot be combined with `of`, because the origins of a call's values are recorded per"
                            + " argument",
                    "remove `of`, and name the arguments in the catalogue, such as `content: {destination: [to]}`");
        }
        return untold || !both.isEmpty();
    }

    private Optional<Rule.FirstUse.Rate> rate(Node node) {
        return draft.values
                .mapping(node, "`at-most`", "write `{new: 3, within: 1d}`")
                .flatMap(body -> {
                    Fields fields = new Fields(body, "`at-most`", draft.diagnostics);
                    OptionalLong count = fields.require("new", "write how many new destinations pass, such as `new: 3`")
                            .map(n -> draft.values.integer(n, "`new`", 1, Rule.FirstUse.MOST))
                            .orElse(OptionalLong.empty());
                    OptionalLong within = fields.require(
                                    "within", "write the window in which they are counted, such as `within: 1d`")
                            .map(n -> draft.values.duration(n, "`within`"))
                            .orElse(OptionalLong.empty());
                    fields.finish();
                    return count.isPresent() && within.isPresent()
                            ? Optional.of(new Rule.FirstUse.Rate((int) count.getAsLong(), within.getAsLong()))
                            : Optional.empty();
                });
    }
}
