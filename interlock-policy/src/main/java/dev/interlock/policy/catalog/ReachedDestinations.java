package dev.interlock.policy.catalog;

import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Destination;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Sha256;
import dev.interlock.engine.policy.Rule;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.task.ArgumentValue;
import dev.interlock.provenance.task.CallArguments;
import dev.interlock.provenance.text.CanonicalValue;
import dev.interlock.provenance.text.Spelling;
import dev.interlock.provenance.text.TypedValues;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The destinations of calls, for the rules that ask whether they are new; nothing is computed for any other call. */
final class ReachedDestinations {

    private final Set<String> marks;
    /** The names of values that are destinations. */
    private final Set<String> values = new HashSet<>();
    /** Whether a rule is about what bodies carry. */
    private final boolean bodies;

    ReachedDestinations(Collection<Rule> rules) {
        this.marks = Rule.FirstUse.marks(rules);
        for (Rule rule : rules) {
            if (rule instanceof Rule.FirstUse use) {
                values.addAll(use.of());
            }
        }
        this.bodies = rules.stream().anyMatch(rule -> rule instanceof Rule.FirstUse use && use.bodies());
    }

    /** The facts of a call, with its destinations if a rule compares them. */
    CallFacts read(ToolLabels labels, Map<String, ? extends @Nullable Object> args, CallFacts facts) {
        return !marks.isEmpty() && facts.carriesAny(marks) ? facts.reaching(destinations(labels, args, facts)) : facts;
    }

    private Destinations destinations(
            ToolLabels labels, Map<String, ? extends @Nullable Object> args, CallFacts facts) {
        Set<Destination> named = new LinkedHashSet<>();
        List<ArgumentValue> arguments = CallArguments.of(args);
        for (ArgumentValue argument : arguments) {
            String path = ArgumentPath.ARGS + "." + argument.path();
            Optional<ArgumentRole> role = labels.argument(argument.path());
            if (role.equals(Optional.of(ArgumentRole.DESTINATION))) {
                add(path, argument.text(), /* carried= */ false, named);
            } else if (bodies && role.equals(Optional.of(ArgumentRole.BODY))) {
                TypedValues.all(argument.text()).forEach(inside -> add(path, inside, /* carried= */ true, named));
            }
        }
        for (Key value : facts.valueKeys()) {
            if (values.contains(value.kind())) {
                add(value.kind(), value.value(), /* carried= */ false, named);
            }
        }
        boolean complete = arguments.size() <= CallArguments.MOST && named.size() <= Destinations.MOST;
        return new Destinations(
                complete, named.stream().limit(Destinations.MOST).toList());
    }

    /** The text by which a value is compared. Values that look alike differ in their spelling; one without a letter or digit has no other. */
    private static String compared(String text) {
        String canonical = CanonicalValue.of(text);
        String spelling = Spelling.of(text);
        return canonical.isEmpty() ? text.strip() : spelling.isEmpty() ? canonical : spelling;
    }

    /** Adds a value. */
    private static void add(String path, String text, boolean carried, Set<Destination> named) {
        if (named.size() <= Destinations.MOST && !text.isBlank()) {
            named.add(new Destination(path, Sha256.digest(compared(text)), carried));
        }
    }
}
