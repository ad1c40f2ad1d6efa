package dev.interlock.policy.scenario;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.yaml.Node;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The names that earlier steps gave: a name can be used once it was given, and is given once. */
final class StepNames {

    private final Diagnostics diagnostics;
    private final Set<String> tasks = new TreeSet<>();
    private final Set<String> calls = new TreeSet<>();
    private final Set<String> lanes = new TreeSet<>();

    StepNames(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    void defineTask(Node.Scalar name) {
        define(name, tasks);
    }

    /** Defines the name of a lane, which is a task, too. */
    void defineLane(Node.Scalar name) {
        define(name, tasks);
        lanes.add(name.value());
    }

    void defineCall(Node.Scalar name) {
        define(name, calls);
    }

    private void define(Node.Scalar name, Set<String> names) {
        if (!names.add(name.value())) {
            diagnostics.error(
                    Check.DUPLICATE_NAME,
                    name.place(),
                    Diagnostics.quote(name.value()) + " is already the name of an earlier step",
                    "choose another name");
        }
    }

    Optional<String> task(Node.Scalar name) {
        return reference(name, tasks, "a task of an earlier step");
    }

    Optional<String> lane(Node.Scalar name) {
        return reference(name, lanes, "a lane of an earlier step");
    }

    Optional<String> call(Node.Scalar name) {
        return reference(name, calls, "a call of an earlier step");
    }

    /** @param what the kind of thing that has these names, for people */
    Optional<String> reference(Node.Scalar scalar, Collection<String> names, String what) {
        if (names.contains(scalar.value())) {
            return Optional.of(scalar.value());
        }
        diagnostics.error(
                Check.SCENARIO_NAME,
                scalar.place(),
                Diagnostics.quote(scalar.value()) + " is not " + what,
                Suggestion.remedy(scalar.value(), names, "name it before"));
        return Optional.empty();
    }
}
