package dev.interlock.testkit.reference.history;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.ContactChanges;
import dev.interlock.engine.model.Sha256;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The contacts that calls registered, and what became of them. Each call with contacts is kept, whatever came of it. */
public final class PastContacts {

    private enum Standing {
        OPEN,
        VERIFIED,
        VOID
    }

    /** A call that registered or removed contacts. */
    public static final class Registration {
        public final Event.CallReserved reserved;
        public final ContactChanges changes;
        /** The people who approved it, and those in whose place they did. */
        public final List<Actor> approvers;

        private final Set<String> ids = new TreeSet<>();
        private Standing standing;
        /** Whether its ids are those by which other calls would name what it registered. */
        private boolean identified;
        /** Whether it named all that it removes by verified destinations. */
        private boolean exact;

        private Registration(Event.CallReserved reserved, ContactChanges changes, List<Actor> approvers) {
            this.reserved = reserved;
            this.changes = changes;
            this.approvers = approvers;
            this.standing = changes.registered().isEmpty() || approvers.isEmpty() ? Standing.VOID : Standing.OPEN;
        }

        private boolean isNamedBy(Set<String> names) {
            return !Collections.disjoint(names, changes.registered()) || !Collections.disjoint(names, ids);
        }
    }

    private final PastLinks links;
    private final TreeMap<Long, Registration> calls = new TreeMap<>();

    PastContacts(PastLinks links) {
        this.links = links;
    }

    /** The registrations whose destinations are verified, ascending by the number of their call. */
    public List<Registration> verified() {
        return calls.values().stream()
                .filter(call -> call.standing == Standing.VERIFIED)
                .toList();
    }

    /** Returns whether a call verifies contacts, or will if it succeeds. */
    public boolean mayVerify(long number) {
        Registration call = calls.get(number);
        return call != null && call.standing != Standing.VOID;
    }

    /** Returns whether two owners are surely the same, with linked values made one. */
    public boolean isSameOwner(Actor one, Actor other) {
        return AttributeValue.surelySame(owner(one), owner(other));
    }

    private AttributeValue owner(Actor actor) {
        return links.one(Attributes.OWNER, actor.get(Attributes.OWNER));
    }

    void reserve(Event.CallReserved reserved, Collection<PastHold> holds) {
        reserved.facts().contacts().ifPresent(changes -> {
            List<Actor> approvers = new ArrayList<>();
            holds.stream()
                    .flatMap(hold -> hold.answers.stream().map(PastHold.Given::answer))
                    .filter(answer -> reserved.approvals().contains(answer.answer()))
                    .filter(answer -> !answer.how().verifier())
                    .forEach(answer -> {
                        approvers.add(answer.by());
                        answer.how().delegated().forEach(delegated -> approvers.add(delegated.by()));
                    });
            var call = new Registration(reserved, changes, approvers);
            calls.put(reserved.call(), call);
            remove(call);
        });
    }

    void repeat(long number) {
        Optional.ofNullable(calls.get(number)).ifPresent(this::remove);
    }

    /** Notes that another call took the place of this one, or that a person withdrew what it registered. */
    void end(long number) {
        Optional.ofNullable(calls.get(number)).ifPresent(call -> call.standing = Standing.VOID);
    }

    void settle(long number, Settlement settlement) {
        Registration call = calls.get(number);
        if (call == null) {
            return;
        }
        switch (settlement) {
            case Settlement.Failed failed -> call.standing = Standing.VOID;
            case Settlement.Unknown unknown -> remove(call);
            case Settlement.Existed existed -> {
                remove(call);
                call.standing = Standing.VOID;
            }
            case Settlement.Succeeded succeeded -> {
                remove(call);
                boolean done =
                        call.standing == Standing.OPEN && succeeded.undone().isEmpty();
                call.standing = done ? Standing.VERIFIED : Standing.VOID;
                call.ids.addAll(names(call.reserved.facts()));
                succeeded.created().forEach(object -> call.ids.add(Sha256.digest(object.value())));
                call.identified = !succeeded.created().isEmpty() || namesObject(call);
            }
        }
    }

    /** Notes a call that was made outside, for nobody knows whom. */
    void observe(CallFacts facts) {
        facts.contacts()
                .filter(ContactChanges::ends)
                .ifPresent(changes -> remove(changes, names(facts), List.copyOf(calls.values()), false));
    }

    /** Ends the registrations that the call may have removed by now. */
    private void remove(Registration by) {
        if (by.changes.ends()) {
            List<Registration> concerned = calls.values().stream()
                    .filter(call -> call != by)
                    .filter(call ->
                            !AttributeValue.surelyDiffer(owner(call.reserved.actor()), owner(by.reserved.actor())))
                    .toList();
            by.exact = remove(by.changes, names(by.reserved.facts()), concerned, by.exact);
        }
    }

    /** Returns whether the removing call names all that it removes by verified destinations, now or before. */
    private static boolean remove(
            ContactChanges changes, Set<String> names, List<Registration> concerned, boolean before) {
        boolean all = changes.ended().isEmpty();
        Set<String> others = new TreeSet<>(changes.ended());
        concerned.stream()
                .filter(call -> call.standing == Standing.VERIFIED)
                .forEach(call -> others.removeAll(call.changes.registered()));
        boolean exact = !all && (before || others.isEmpty());
        for (Registration call : concerned) {
            boolean meant = all || call.isNamedBy(names) || !exact && !call.identified;
            if (call.standing == Standing.OPEN || meant) {
                call.standing = Standing.VOID;
            }
        }
        return exact;
    }

    /** The texts by which a call names contacts, and the ids of the objects that it names. */
    private static Set<String> names(CallFacts facts) {
        ContactChanges changes = facts.contacts().orElseThrow();
        Set<String> names = objects(facts);
        names.addAll(changes.ended());
        names.addAll(changes.written());
        return names;
    }

    /** Returns whether the call changed a contact that it named by the id of an object, and not by the destination that it registered. */
    private static boolean namesObject(Registration call) {
        Set<String> ids = objects(call.reserved.facts());
        ids.retainAll(call.changes.ended());
        ids.removeAll(call.changes.registered());
        return !ids.isEmpty();
    }

    private static Set<String> objects(CallFacts facts) {
        Set<String> ids = new TreeSet<>();
        facts.objects().forEach(object -> ids.add(Sha256.digest(object.value())));
        return ids;
    }
}
