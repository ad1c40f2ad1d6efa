package dev.interlock.policy.compile;

import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.policy.Level;
import dev.interlock.policy.catalog.Pairs;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.yaml.Node;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks names up that are defined elsewhere in the bundle. */
final class References {

    private static final Map<String, Origin> ORIGINS =
            new TreeMap<>(Arrays.stream(Origin.values()).collect(Collectors.toMap(Origin::text, Function.identity())));
    private static final Map<String, String> SCOPES =
            new TreeMap<>(Scopes.ALL.stream().collect(Collectors.toMap(Function.identity(), Function.identity())));

    private final Draft draft;

    References(Draft draft) {
        this.draft = draft;
    }

    Optional<Level> level(Node node) {
        return draft.values
                .text(node, "a level")
                .filter(s -> known(
                        s,
                        draft.levels.keySet(),
                        Check.UNKNOWN_LEVEL,
                        "an independence level",
                        "define it under `independence` in `interlock.yaml`"))
                .map(s -> draft.levels.get(s.value()));
    }

    Optional<String> tier(Node node) {
        return draft.values
                .text(node, "a risk tier")
                .filter(s -> known(
                        s,
                        draft.tiers.keySet(),
                        Check.UNKNOWN_TIER,
                        "a risk tier",
                        "define it under `risk` in `interlock.yaml`"))
                .map(Node.Scalar::value);
    }

    boolean isType(Node.Scalar scalar) {
        return crossFile(
                scalar,
                draft.types.keySet(),
                Check.UNKNOWN_TYPE,
                "an object type",
                "define it under `objects` of a catalogue");
    }

    /** Reads a kind of key: an object type, a named value or a scope; or a list of types and values, which stands for their pairs. */
    Optional<String> kind(Node node) {
        return node instanceof Node.Sequence list
                ? pair(list)
                : draft.values.text(node, "`per`").flatMap(this::single);
    }

    private Optional<String> single(Node.Scalar scalar) {
        TreeSet<String> kinds = new TreeSet<>(draft.types.keySet());
        kinds.addAll(draft.valueNames);
        kinds.addAll(Scopes.ALL);
        return crossFile(
                        scalar,
                        kinds,
                        Check.UNKNOWN_KIND,
                        "an object type, value or scope",
                        "define it in the catalogue")
                ? Optional.of(scalar.value())
                : Optional.empty();
    }

    /** Returns whether the name is that of a value of some tool; otherwise that is reported. */
    boolean isValue(Node.Scalar scalar) {
        return crossFile(
                scalar,
                draft.valueNames,
                Check.UNKNOWN_KIND,
                "a value of any tool",
                "give it to a tool in the catalogue with `values`");
    }

    private Optional<String> pair(Node.Sequence list) {
        List<Node.Scalar> items = draft.values.texts(list, "`per`");
        Set<String> kinds = new TreeSet<>();
        boolean sound = items.size() == list.items().size();
        for (Node.Scalar item : items) {
            sound &= single(item).isPresent() && mayBePart(item);
            kinds.add(item.value());
        }
        if (sound && (kinds.size() != items.size() || kinds.size() < Pairs.FEWEST || kinds.size() > Pairs.MOST)) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    list.place(),
                    "a key must consist of two or three different kinds",
                    "write `per: [user, document]`, or name one kind");
            sound = false;
        }
        if (!sound) {
            return Optional.empty();
        }
        draft.pairs.add(Pairs.kind(kinds));
        return Optional.of(Pairs.kind(kinds));
    }

    private boolean mayBePart(Node.Scalar part) {
        boolean scope = Scopes.ALL.contains(part.value());
        if (scope) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    part.place(),
                    "the scope `" + part.value() + "` cannot be part of a key of several kinds",
                    "name object types and values");
        }
        return !scope;
    }

    boolean isDuty(Node.Scalar scalar) {
        return crossFile(
                scalar,
                draft.duties.keySet(),
                Check.UNKNOWN_DUTY,
                "a duty of any tool",
                "give it to a tool in the catalogue with `duty`");
    }

    /** Returns whether the name is that of a known duty, {@code sink/...} or {@code label/...}; otherwise that is reported. */
    boolean isMark(Node.Scalar scalar) {
        if (scalar.value().startsWith("sink/") || scalar.value().startsWith("label/")) {
            return crossFile(
                    scalar,
                    draft.otherMarks,
                    Check.UNKNOWN_DUTY,
                    "a mark of any tool",
                    "give it to a tool in the catalogue with `sink` or `labels`");
        }
        return isDuty(scalar);
    }

    /**
     * Returns the marks that the node lists, sorted; those that no tool has are reported and left out.
     *
     * @param what what an element of the list is, in words
     */
    Set<String> marks(Node node, String what) {
        return draft.values.texts(node, what).stream()
                .filter(this::isMark)
                .map(Node.Scalar::value)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the label of content that the node names; empty for an unknown one, which is reported. */
    Optional<String> label(Node node) {
        return draft.values
                .text(node, "a label")
                .filter(label -> label.value().equals(Provenance.UNTRUSTED) || isMark(label))
                .map(Node.Scalar::value);
    }

    /** Reads the accepted origins of values: one, or a list. */
    Set<Origin> origins(Node node) {
        return draft.values.texts(node, "an origin").stream()
                .flatMap(origin -> draft.values.choice(origin, "`unless`", ORIGINS).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Reads the scope whose history a rule looks at. */
    Optional<String> scope(Node node) {
        return draft.values.choice(node, "`per`", SCOPES);
    }

    private boolean crossFile(Node.Scalar scalar, Collection<String> names, Check check, String what, String remedy) {
        // The name may be defined in a file that could not be read: one error about the file is enough.
        return names.contains(scalar.value()) || (draft.complete && report(scalar, names, check, what, remedy));
    }

    private boolean known(Node.Scalar scalar, Collection<String> names, Check check, String what, String remedy) {
        if (names.contains(scalar.value())) {
            return true;
        }
        // The missing section is the error if there are no names at all.
        return !names.isEmpty() && report(scalar, names, check, what, remedy);
    }

    private boolean report(Node.Scalar scalar, Collection<String> names, Check check, String what, String remedy) {
        draft.diagnostics.error(
                check,
                scalar.place(),
                Diagnostics.quote(scalar.value()) + " is not " + what,
                Suggestion.remedy(scalar.value(), names, remedy));
        return false;
    }
}
