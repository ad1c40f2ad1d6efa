package dev.interlock.server.door.api.view;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.EventKeys;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.id.IdForm;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.state.State;
import dev.interlock.server.domain.LedgerReplayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The effect of another bundle's forms of ids on the history: which recorded objects become one, what can be named no more,
 * what meets no requirement any more, and which conflicts come to light by that.
 */
public final class MergedObjects {

    /** Objects that are listed; the others are counted. */
    static final int MOST_LISTED = 100;

    private static final int MOST_SPELLINGS = 16;
    private static final int MOST_COMPARED = 10_000;

    /**
     * The report.
     *
     * @param merged by the canonical spelling: the others, as far as they are listed
     * @param all how many objects have other spellings
     * @param unnamed recorded objects without canonical spelling, as far as they are listed
     * @param allUnnamed how many there are
     * @param lost by duty: past calls that meet no requirement on an object that they named otherwise
     * @param latent conflicts that hold from then on, and did not hold under each spelling alone
     */
    public record Report(
            SortedMap<Key, SortedSet<Key>> merged,
            int all,
            SortedSet<Key> unnamed,
            int allUnnamed,
            SortedMap<String, Long> lost,
            List<Finding> latent) {

        public boolean isEmpty() {
            return all == 0 && allUnnamed == 0;
        }
    }

    private final Bundle next;
    private final TreeMap<Key, SortedSet<Key>> merged = new TreeMap<>();
    private final TreeSet<Key> unnamed = new TreeSet<>();
    private final SortedMap<String, Long> lost = new TreeMap<>();
    private final Set<String> meeting = new HashSet<>();
    private final Map<Long, Event.CallReserved> otherwise = new TreeMap<>();

    private MergedObjects(Bundle next) {
        this.next = next;
        for (Rule rule : next.rules()) {
            switch (rule) {
                case Rule.Require require -> require.done().forEach(done -> meeting.add(done.duty()));
                case Rule.Order order -> order.after().ifPresent(meeting::add);
                case Rule.Separate separate -> {}
                case Rule.Limit limit -> {}
                case Rule.Bind bind -> {}
                case Rule.Forbid forbid -> {}
                case Rule.Flow flow -> {}
                case Rule.FirstUse use -> {}
                case Rule.Unusual unusual -> {}
                case Rule.Wall wall -> {}
            }
        }
    }

    /** Looks at the first recorded events, up to the given number. */
    public static Report under(Bundle next, LedgerReplayer history, long size) throws IOException {
        if (next.types().values().stream().allMatch(type -> type.id().isEmpty())) {
            return new Report(new TreeMap<>(), 0, new TreeSet<>(), 0, Collections.emptySortedMap(), List.of());
        }
        var objects = new MergedObjects(next);
        history.scan(0, size, objects::see);
        List<Finding> latent = objects.merged.isEmpty() ? List.of() : objects.latent(history, size);
        return new Report(
                listed(objects.merged),
                objects.merged.size(),
                new TreeSet<>(objects.unnamed.stream().limit(MOST_LISTED).toList()),
                objects.unnamed.size(),
                objects.lost,
                latent);
    }

    private static SortedMap<Key, SortedSet<Key>> listed(SortedMap<Key, SortedSet<Key>> all) {
        SortedMap<Key, SortedSet<Key>> listed = new TreeMap<>();
        all.entrySet().stream()
                .limit(MOST_LISTED)
                .forEach(one -> listed.put(
                        one.getKey(),
                        new TreeSet<>(
                                one.getValue().stream().limit(MOST_SPELLINGS).toList())));
        return listed;
    }

    private void see(Recorded recorded) {
        Event event = recorded.event();
        boolean[] other = {false};
        EventKeys.map(event, key -> {
            other[0] |= note(key);
            return key;
        });
        if (event instanceof Event.CallReserved reserved && other[0]) {
            otherwise.put(reserved.call(), reserved);
        } else if (event instanceof Event.CallObserved observed && other[0]) {
            lose(observed.facts().marks());
        } else if (event instanceof Event.CallSettled settled) {
            settled(settled.call(), settled.settlement());
        } else if (event instanceof Event.CallReconciled reconciled) {
            settled(reconciled.call(), reconciled.settlement());
        } else if (event instanceof Event.CallConfirmed confirmed) {
            settled(confirmed.call(), confirmed.settlement());
        }
    }

    private void settled(long call, Settlement settlement) {
        if (settlement instanceof Settlement.Unknown) {
            return;
        }
        Event.CallReserved reserved = otherwise.remove(call);
        if (reserved != null && settlement instanceof Settlement.Succeeded) {
            lose(reserved.facts().marks());
        }
    }

    private void lose(Set<String> marks) {
        marks.stream().filter(meeting::contains).forEach(mark -> lost.merge(mark, 1L, Long::sum));
    }

    /** Returns whether the key is another spelling of an object. */
    private boolean note(Key key) {
        Optional<IdForm> form =
                Optional.ofNullable(next.types().get(key.kind())).flatMap(ObjectType::id);
        if (form.isEmpty()) {
            return false;
        }
        Optional<String> canonical = form.get().canonical(key.value());
        if (canonical.isEmpty()) {
            unnamed.add(key);
            return false;
        }
        if (canonical.get().equals(key.value())) {
            return false;
        }
        merged.computeIfAbsent(new Key(key.kind(), canonical.get()), object -> new TreeSet<>())
                .add(key);
        return true;
    }

    /** Under the rules of the bundle, and without its forms, each other spelling is linked with the canonical one. */
    private List<Finding> latent(LedgerReplayer history, long size) throws IOException {
        SortedMap<String, ObjectType> types = new TreeMap<>();
        next.types().forEach((name, type) -> types.put(name, new ObjectType(name, type.of())));
        State state = State.empty(next.but().withTypes(types).build());
        history.catchUp(state, size);
        var findings = new ArrayList<Finding>();
        int compared = 0;
        for (Map.Entry<Key, SortedSet<Key>> object : merged.entrySet()) {
            for (Key spelling : object.getValue()) {
                if (compared++ < MOST_COMPARED) {
                    var link = new Link.Objects(spelling, object.getKey());
                    findings.addAll(state.latent(link, state.timeMillis()));
                    link(state, link);
                }
            }
        }
        return List.copyOf(findings);
    }

    /**
     * Links the two in a state that is thrown away, as if somebody had found out that they are related: a third spelling
     * meets both.
     */
    private static void link(State state, Link.Objects link) {
        Actor nobody = Actor.of(Map.of());
        long proposal = state.nextSeq();
        state.apply(new Recorded(
                proposal,
                state.timeMillis(),
                state.bundle().digest(),
                new Event.LinkProposed(proposal, link, nobody, "")));
        state.apply(new Recorded(
                proposal + 1,
                state.timeMillis(),
                state.bundle().digest(),
                new Event.LinkAnswered(proposal, true, nobody, "", List.of(), List.of())));
    }
}
