package dev.interlock.policy.catalog;

import dev.interlock.engine.decide.ContactLookup;
import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.ContactChanges;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.model.Sha256;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import dev.interlock.provenance.label.ContactLabels;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.task.ArgumentValue;
import dev.interlock.provenance.task.Assessor;
import dev.interlock.provenance.task.CallArguments;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The contacts that calls register and remove, and those that calls reach. Values are compared as with an {@link AllowList}. */
public final class RegisteredContacts {

    /** The values of a call that reaches no contact. */
    public static final Function<ArgumentValue, OptionalLong> NONE = value -> OptionalLong.empty();

    private RegisteredContacts() {}

    /** The facts of a call, with the contacts that it registers and removes. */
    static CallFacts read(ToolLabels labels, Map<String, ? extends @Nullable Object> args, CallFacts facts) {
        ContactLabels contacts = labels.contacts();
        if (contacts.equals(ContactLabels.NONE)) {
            return facts;
        }
        var registered = new TreeSet<String>();
        var removed = new TreeSet<String>();
        var written = new TreeSet<String>();
        List<ArgumentValue> arguments = CallArguments.of(args);
        // INVARIANT: an approval vouches for nothing that the approver did not see in clear.
        Set<String> shown =
                facts.projection().values().stream().map(String::valueOf).collect(Collectors.toSet());
        for (ArgumentValue argument : arguments) {
            String text = argument.text();
            if (contacts.registered().contains(argument.path()) && shown.contains(text) && isPlain(text)) {
                registered.add(digest(text));
            }
            if (contacts.removed().contains(argument.path())) {
                removed.add(digest(text));
                written.add(Sha256.digest(text)); // the id of an object may look like something else
            }
        }
        written.removeAll(removed);
        boolean unclear = arguments.size() > CallArguments.MOST || removed.size() + written.size() > Destinations.MOST;
        return facts.changing(new ContactChanges(
                registered,
                new TreeSet<>(contacts.marks()),
                !contacts.removed().isEmpty(),
                unclear ? new TreeSet<>() : removed,
                unclear ? new TreeSet<>() : written));
    }

    /** Returns whether a text looks like no other. */
    private static boolean isPlain(String text) {
        return AllowList.fault(text).isEmpty() && text.indexOf('*') < 0;
    }

    private static String digest(String text) {
        return Sha256.digest(DestinationText.ofEntry(text));
    }

    /**
     * The calls that registered the destinations of a call as contacts of its owner.
     *
     * @param task of the call; empty where it has none yet
     */
    public static Function<ArgumentValue, OptionalLong> reached(
            State state,
            Caller caller,
            OptionalLong task,
            CallFacts facts,
            ToolLabels tool,
            List<ArgumentValue> arguments) {
        if (state.contacts().isEmpty()) {
            return NONE;
        }
        Task of = task.isPresent() ? state.task(task.getAsLong()) : null;
        var party = of == null ? Actors.outside(caller) : Actors.inTask(caller, of);
        var calls = new HashMap<String, Long>();
        var looked = new HashSet<String>();
        for (ArgumentValue value : Assessor.eachAddress(tool, arguments)) {
            if (looked.size() < Destinations.MOST
                    && tool.argument(value.path()).equals(Optional.of(ArgumentRole.DESTINATION))
                    && looked.add(value.text())) {
                ContactLookup.call(state, party, facts, digest(value.text()))
                        .ifPresent(call -> calls.put(value.text(), call));
            }
        }
        return value -> {
            Long call = calls.get(value.text());
            return call == null ? OptionalLong.empty() : OptionalLong.of(call);
        };
    }

    /** The arguments of a recorded call that name the contacts that it registered, by their paths, unless they are forgotten. */
    public static SortedMap<String, Object> naming(CallFacts facts) {
        SortedSet<String> registered =
                facts.contacts().map(ContactChanges::registered).orElseGet(TreeSet::new);
        var naming = new TreeMap<String, Object>();
        facts.projection().forEach((path, value) -> {
            if (value != null && registered.contains(digest(String.valueOf(value)))) {
                naming.put(path, value);
            }
        });
        return naming;
    }

    /** The contacts of all of these calls, for a call of which nobody knows which one it was: it may remove them all, and registers none. */
    static Optional<ContactChanges> joined(Collection<CallFacts> readings) {
        List<ContactChanges> each = readings.stream()
                .flatMap(reading -> reading.contacts().stream())
                .toList();
        var removed = new TreeSet<String>();
        var written = new TreeSet<String>();
        each.forEach(one -> {
            removed.addAll(one.ended());
            written.addAll(one.written());
        });
        boolean all = each.stream().anyMatch(one -> one.ends() && one.ended().isEmpty());
        return each.isEmpty()
                ? Optional.empty()
                : Optional.of(new ContactChanges(
                        new TreeSet<>(),
                        new TreeSet<>(),
                        each.stream().anyMatch(ContactChanges::ends),
                        all ? new TreeSet<>() : removed,
                        all ? new TreeSet<>() : written));
    }
}
