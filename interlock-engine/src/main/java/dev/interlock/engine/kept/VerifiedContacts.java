package dev.interlock.engine.kept;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.ContactChanges;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.model.Sha256;
import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The contacts that people approved: destinations whose registering call was held, approved and made. A call that removes or changes a
 * contact ends all that its registering call registered, from the moment at which it may have taken effect. There are at most so many of
 * an owner: without room, a further one is not verified. Not thread-safe; changed only by the fold.
 */
public final class VerifiedContacts {

    /** The most verified destinations of one owner. */
    public static final int MOST = 10_000;

    /**
     * An approval by a person.
     *
     * @param answer its number
     * @param behind the person, and those in whose place it was given
     */
    public record Approval(long answer, List<Actor> behind) {

        public Approval {
            behind = List.copyOf(behind);
        }

        /** The approval in an answer; empty for that of a machine, which vouches for no destination. */
        public static Optional<Approval> of(Event.HoldAnswered answer) {
            if (!answer.approved() || answer.how().verifier()) {
                return Optional.empty();
            }
            var behind = new ArrayList<Actor>();
            behind.add(answer.by());
            answer.how().delegated().forEach(delegated -> behind.add(delegated.by()));
            return Optional.of(new Approval(answer.answer(), behind));
        }
    }

    /**
     * A call that registered contacts.
     *
     * @param call its number
     * @param by its party
     * @param tier the name of its tier
     * @param marks of the calls in which the destinations count; none: in all calls
     * @param values digests of the destinations that it registered
     * @param objects digests of the texts by which the call names them, and of the ids of what it created: a call may remove them by these
     * @param identified whether the ids of the contacts are among {@code objects}; else a call may remove them by any id
     */
    public record Registration(
            long call,
            Actor by,
            String tier,
            SortedSet<String> marks,
            SortedSet<String> values,
            SortedSet<String> objects,
            boolean identified,
            List<Approval> approvals) {

        public Registration {
            approvals = List.copyOf(approvals);
        }

        /** The registration by a call with these facts, as long as nobody knows the ids of what it registered. */
        private static Optional<Registration> of(long call, Actor by, CallFacts facts, List<Approval> approvals) {
            return facts.contacts()
                    .filter(changes -> !changes.registered().isEmpty() && !approvals.isEmpty())
                    .map(changes -> new Registration(
                            call,
                            by,
                            facts.risk(),
                            changes.marks(),
                            changes.registered(),
                            Collections.emptySortedSet(),
                            /* identified= */ false,
                            approvals));
        }

        private Registration named(SortedSet<String> names, boolean withIds) {
            return new Registration(call, by, tier, marks, values, names, withIds, approvals);
        }
    }

    /** The registrations whose outcome is not known yet, by the number of their call. */
    private final TreeMap<Long, Registration> open = new TreeMap<>();
    /** The open calls that named all that they remove by verified destinations; when they end, these are no longer there. */
    private final TreeSet<Long> exact = new TreeSet<>();
    /** The registrations that succeeded, by the number of their call. */
    private final TreeMap<Long, Registration> verified = new TreeMap<>();

    private final Map<String, NavigableSet<Long>> byValue = new HashMap<>();
    private final Map<String, NavigableSet<Long>> byObject = new HashMap<>();
    private final Map<AttributeValue, Integer> sizes = new HashMap<>();

    /** Notes that a call is about to register or remove contacts. */
    public void reserve(long call, Actor by, CallFacts facts, List<Approval> approvals, Links links) {
        end(call, by, facts, links);
        Registration.of(call, by, facts, approvals).ifPresent(own -> open.put(call, own));
    }

    /** Notes that a call was made again, or that its outcome is unknown: it may have taken effect just now. */
    public void mayHaveHappened(long call, Actor by, CallFacts facts, Links links) {
        Registration own = end(call, by, facts, links);
        if (own != null) {
            open.put(call, own);
        }
    }

    /**
     * Notes the success of a call.
     *
     * @param created the objects that it created
     */
    public void succeed(long call, Actor by, CallFacts facts, Collection<Key> created, Links links) {
        Registration own = end(call, by, facts, links);
        exact.remove(call);
        if (own != null) {
            SortedSet<String> objects = namingDigests(facts);
            created.forEach(object -> objects.add(Sha256.digest(object.value())));
            add(own.named(objects, !created.isEmpty() || namesObject(facts)));
        }
    }

    /** Notes that a call did not do what it was to do, but may have removed contacts. */
    public void doubt(long call, Actor by, CallFacts facts, Links links) {
        end(call, by, facts, links);
        exact.remove(call);
    }

    /** Notes that a call had no effect. */
    public void fail(long call) {
        open.remove(call);
        exact.remove(call);
    }

    /** Notes that a call was made past Interlock. Nobody knows for which owners it removed contacts. */
    public void observe(CallFacts facts) {
        facts.contacts()
                .filter(ContactChanges::ends)
                .ifPresent(changes -> end(changes, facts, any -> true, /* before= */ false));
    }

    /** Ends what a call registered, or is about to register, because a person withdrew it. */
    public void withdraw(long call) {
        open.remove(call);
        Registration registered = verified.get(call);
        if (registered != null) {
            remove(registered);
        }
    }

    /** The registration of a call that verifies contacts, or will if it succeeds; empty for other calls. */
    public Optional<Registration> registration(long call) {
        return Optional.ofNullable(verified.getOrDefault(call, open.get(call)));
    }

    /** The registrations that succeeded by calls before this one, the latest first. */
    public Collection<Registration> before(long call) {
        return Collections.unmodifiableCollection(
                verified.headMap(call, false).descendingMap().values());
    }

    /** Returns whether no contact is verified. */
    public boolean isEmpty() {
        return verified.isEmpty();
    }

    /** The registrations of a destination by the owner of a party, the latest first. */
    public Stream<Registration> of(Actor party, String digest, Links links) {
        NavigableSet<Long> calls = byValue.get(digest);
        AttributeValue owner = links.canonical(Attributes.OWNER, party.get(Attributes.OWNER));
        return calls == null
                ? Stream.empty()
                : calls.descendingSet().stream()
                        .flatMap(call -> Stream.ofNullable(verified.get(call)))
                        .filter(one -> AttributeValue.surelySame(owner, owner(one, links)));
    }

    private static AttributeValue owner(Registration registration, Links links) {
        return links.canonical(Attributes.OWNER, registration.by().get(Attributes.OWNER));
    }

    /** Ends the contacts that a call removes, and takes its own registration out of those that are open. */
    private @Nullable Registration end(long call, Actor by, CallFacts facts, Links links) {
        if (facts.contacts().isEmpty()) {
            return null;
        }
        Registration own = open.remove(call);
        if (facts.contacts().get().ends()) {
            AttributeValue owner = links.canonical(Attributes.OWNER, by.get(Attributes.OWNER));
            if (end(
                    facts.contacts().get(),
                    facts,
                    one -> !AttributeValue.surelyDiffer(owner, owner(one, links)),
                    exact.contains(call))) {
                exact.add(call);
            }
        }
        return own;
    }

    /**
     * Ends contacts, and returns whether the call names all that it removes by verified destinations.
     *
     * @param before whether it did so before
     */
    private boolean end(ContactChanges changes, CallFacts facts, Predicate<Registration> concerned, boolean before) {
        // Which contact an open call is about to register is not known by its id yet.
        open.values().removeIf(concerned);
        if (changes.ended().isEmpty()) {
            endAll(concerned);
            return false;
        }
        boolean destinations = before
                || changes.ended().stream()
                        .allMatch(digest -> indexed(byValue, digest).anyMatch(concerned));
        namingDigests(facts).stream()
                .flatMap(digest -> Stream.concat(indexed(byValue, digest), indexed(byObject, digest)))
                .filter(concerned)
                .toList()
                .forEach(this::remove);
        if (!destinations) {
            // Any other text may be an id, even one that another contact has, too: ids of different tools may be equal.
            endAll(concerned.and(one -> !one.identified()));
        }
        return destinations;
    }

    private void endAll(Predicate<Registration> concerned) {
        verified.values().stream().filter(concerned).toList().forEach(this::remove);
    }

    private Stream<Registration> indexed(Map<String, NavigableSet<Long>> index, String digest) {
        return index.getOrDefault(digest, Collections.emptyNavigableSet()).stream()
                .flatMap(call -> Stream.ofNullable(verified.get(call)));
    }

    /** The digests of the texts by which a call names contacts: destinations, and ids of objects. */
    private static SortedSet<String> namingDigests(CallFacts facts) {
        var digests = new TreeSet<String>();
        facts.contacts().ifPresent(changes -> {
            digests.addAll(changes.ended());
            digests.addAll(changes.written());
        });
        facts.objects().forEach(object -> digests.add(Sha256.digest(object.value())));
        return digests;
    }

    /** Returns whether a text by which a call names a contact is the id of an object, and not the destination that it registers. */
    private static boolean namesObject(CallFacts facts) {
        return facts.contacts()
                .filter(changes -> facts.objects().stream()
                        .map(object -> Sha256.digest(object.value()))
                        .anyMatch(id -> changes.ended().contains(id)
                                && !changes.registered().contains(id)))
                .isPresent();
    }

    private void add(Registration registration) {
        AttributeValue owner = registration.by().get(Attributes.OWNER);
        int size = sizes.getOrDefault(owner, 0) + registration.values().size();
        if (size > MOST) {
            return;
        }
        sizes.put(owner, size);
        verified.put(registration.call(), registration);
        index(byValue, registration.values(), registration.call());
        index(byObject, registration.objects(), registration.call());
    }

    private static void index(Map<String, NavigableSet<Long>> index, Iterable<String> digests, long call) {
        digests.forEach(
                digest -> index.computeIfAbsent(digest, any -> new TreeSet<>()).add(call));
    }

    private void remove(Registration registration) {
        if (verified.remove(registration.call()) == null) {
            return; // both its destination and its id were named
        }
        sizes.computeIfPresent(registration.by().get(Attributes.OWNER), (owner, size) -> {
            int left = size - registration.values().size();
            return left == 0 ? null : left;
        });
        unindex(byValue, registration.values(), registration.call());
        unindex(byObject, registration.objects(), registration.call());
    }

    private static void unindex(Map<String, NavigableSet<Long>> index, Iterable<String> digests, long call) {
        digests.forEach(digest -> index.computeIfPresent(digest, (any, calls) -> {
            calls.remove(call);
            return calls.isEmpty() ? null : calls;
        }));
    }

    /** Writes what the events of the calls and their approvals do not say. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(open.size());
        for (Registration one : open.values()) {
            write(out, one);
        }
        long[] calls = exact.stream().mapToLong(Long::longValue).toArray();
        Snapshots.write(out, calls, calls.length);
        out.writeInt(verified.size());
        for (Registration one : verified.values()) {
            write(out, one);
        }
    }

    private static void write(DataOutput out, Registration one) throws IOException {
        out.writeLong(one.call());
        out.writeInt(one.objects().size());
        for (String digest : one.objects()) {
            Snapshots.write(out, digest);
        }
        out.writeBoolean(one.identified());
        long[] answers = one.approvals().stream().mapToLong(Approval::answer).toArray();
        Snapshots.write(out, answers, answers.length);
    }

    /** @param events the event of a number */
    public void read(DataInput in, LongFunction<Event> events) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            Registration one = readOne(in, events);
            open.put(one.call(), one);
        }
        for (long call : Snapshots.readLongs(in)) {
            exact.add(call);
        }
        for (int left = in.readInt(); left > 0; left--) {
            add(readOne(in, events));
        }
    }

    private static Registration readOne(DataInput in, LongFunction<Event> events) throws IOException {
        long call = in.readLong();
        var objects = new TreeSet<String>();
        for (int left = in.readInt(); left > 0; left--) {
            objects.add(Snapshots.readString(in));
        }
        boolean identified = in.readBoolean();
        var approvals = new ArrayList<Approval>();
        for (long answer : Snapshots.readLongs(in)) {
            if (events.apply(answer) instanceof Event.HoldAnswered answered) {
                Approval.of(answered).ifPresent(approvals::add);
            }
        }
        Optional<Registration> registration = events.apply(call) instanceof Event.CallReserved reserved
                ? Registration.of(call, reserved.actor(), reserved.facts(), approvals)
                : Optional.empty();
        return registration
                .orElseThrow(() -> new IOException("call " + call + " did not register an approved contact"))
                .named(objects, identified);
    }
}
