package dev.interlock.policy.check;

import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.policy.Level;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.yaml.Node;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/** Looks names up that are defined elsewhere in the bundle. */
final class References {

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
                scalar, draft.types.keySet(), Check.UNKNOWN_TYPE, "an object type", "define it under `objects` of a catalogue");
    }

    /** A kind of key: an object type, a named value or a scope. */
    Optional<String> kind(Node node) {
        TreeSet<String> kinds = new TreeSet<>(draft.types.keySet());
        kinds.addAll(draft.valueNames);
        kinds.addAll(Scopes.ALL);
        return draft.values
                .text(node, "`per`")
                .filter(s -> crossFile(
                        s, kinds, Check.UNKNOWN_KIND, "an object type, value or scope", "define it in the catalogue"))
                .map(Node.Scalar::value);
    }

    boolean isDuty(Node.Scalar scalar) {
        return crossFile(
                scalar,
                draft.duties.keySet(),
                Check.UNKNOWN_DUTY,
                "a duty of any tool",
                "give it to a tool in the catalogue with `duty`");
    }

    /** A duty, {@code sink/...} or {@code label/...}. */
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

    private boolean crossFile(Node.Scalar scalar, Collection<String> names, Check check, String what, String remedy) {
        // With a file unread the name may be defined there: one error about the file is enough.
        return names.contains(scalar.value()) || (draft.complete && report(scalar, names, check, what, remedy));
    }

    private boolean known(Node.Scalar scalar, Collection<String> names, Check check, String what, String remedy) {
        if (names.contains(scalar.value())) {
            return true;
        }
        // Without any the missing section is what is wrong.
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
