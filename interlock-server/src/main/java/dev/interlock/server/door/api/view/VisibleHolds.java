package dev.interlock.server.door.api.view;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.CallerKind;
import dev.interlock.engine.state.EndedHold;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.HoldTable;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import dev.interlock.server.domain.Domain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The holds that a caller may see: those in the state, and those whose call is in the record alone, as they are over.
 */
public final class VisibleHolds {

    private static final Optional<String> OPEN = Optional.of(SeenHold.word(HoldState.Status.OPEN));

    private final Domain domain;

    public VisibleHolds(Domain domain) {
        this.domain = domain;
    }

    /** A hold of which the record has the call. */
    private record RecordedHold(HoldState hold, Event.TaskOpened task) {}

    /**
     * The holds of open tasks, ascending by number.
     *
     * @param after the number after which they begin
     * @param most so many at the most
     */
    public List<SeenHold> list(Caller caller, Optional<String> status, Optional<String> group, long after, int most) {
        long now = domain.now();
        Predicate<HoldState> inGroup =
                hold -> group.map(asked -> asked.equals(hold.group())).orElse(true);
        Predicate<HoldState.Status> asked =
                its -> status.map(wanted -> wanted.equals(SeenHold.word(its))).orElse(true);
        var ended = new ArrayList<EndedHold>();
        List<SeenHold> seen = domain.query(state -> {
            Stream<HoldState> holds = status.equals(OPEN)
                    ? open(state.holds(), group, after)
                    : state.holds().all(after).stream()
                            .filter(hold -> asked.test(hold.status()))
                            .filter(inGroup);
            List<SeenHold> found = seen(caller, state, holds, most, now);
            for (EndedHold hold :
                    status.equals(OPEN) ? List.<EndedHold>of() : state.holds().ended()) {
                if (hold.number() > after
                        && asked.test(hold.status())
                        && (isVerifier(caller) || Visibility.sees(caller, state, hold.task()))) {
                    ended.add(hold);
                }
            }
            return found;
        });
        var past = new ArrayList<RecordedHold>();
        for (EndedHold hold : ended) {
            if (past.size() < most) {
                past(caller, hold.number(), hold.answers(), !isVerifier(caller))
                        .filter(one -> inGroup.test(one.hold()))
                        .ifPresent(past::add);
            }
        }
        if (!past.isEmpty()) {
            seen.addAll(domain.query(state -> past.stream()
                    .map(one -> SeenHold.past(state, one.hold(), one.task()))
                    .toList()));
        }
        return seen.stream()
                .sorted(Comparator.comparingLong(hold -> hold.held().hold()))
                .limit(most)
                .toList();
    }

    /**
     * The open holds, those first whose wait is over soonest, and of these the oldest.
     *
     * @param after the number of the hold after which they begin, whatever became of it; negative for the beginning
     * @param most so many at the most
     */
    public List<SeenHold> soonest(Caller caller, Optional<String> group, long after, int most) {
        long now = domain.now();
        return domain.query(state -> {
            Optional<HoldState> last = after < 0 ? Optional.empty() : inOrder(state, after);
            return seen(
                    caller,
                    state,
                    last.map(state.holds()::openSoonest)
                            .orElseGet(state.holds()::openSoonest)
                            .filter(hold -> group.map(hold.group()::equals).orElse(true)),
                    most,
                    now);
        });
    }

    private static Stream<HoldState> open(HoldTable holds, Optional<String> group, long after) {
        return group.map(alike -> holds.openAlike(alike, after)).orElseGet(() -> holds.open(after)).stream();
    }

    /** The first of these that the caller may see. */
    private static List<SeenHold> seen(Caller caller, State state, Stream<HoldState> holds, int most, long now) {
        var shared = SeenHold.Shared.of(state, now);
        var seen = new ArrayList<SeenHold>();
        for (HoldState hold : (Iterable<HoldState>) holds::iterator) {
            if (seen.size() == most) {
                break;
            }
            Task task = state.task(hold.held().task());
            if (task != null && sees(caller, state, hold.held())) {
                seen.add(SeenHold.listed(shared, hold, task.opened()));
            }
        }
        return seen;
    }

    /** The hold of this number for its place in an order; from the record, where the state has forgotten it. */
    private Optional<HoldState> inOrder(State state, long number) {
        HoldState known = state.holds().get(number);
        if (known != null || number >= state.nextSeq()) {
            return Optional.ofNullable(known);
        }
        Recorded recorded = domain.history().event(number);
        return recorded.event() instanceof Event.CallHeld held && held.hold() == number
                ? Optional.of(HoldState.past(held, recorded.timeMillis(), List.of()))
                : Optional.empty();
    }

    /** The hold of this number, if the caller sees it. */
    public Optional<SeenHold> find(Caller caller, long number) {
        long now = domain.now();
        Optional<SeenHold> known = domain.query(state -> {
            HoldState hold = state.holds().get(number);
            Task task = hold == null ? null : state.task(hold.held().task());
            return hold != null && task != null && sees(caller, state, hold.held())
                    ? Optional.of(SeenHold.of(state, hold, task.opened(), now))
                    : Optional.empty();
        });
        return known.isPresent() ? known : inRecord(caller, number);
    }

    private record Standing(boolean past, boolean sees, List<Long> answers) {}

    private Optional<SeenHold> inRecord(Caller caller, long number) {
        Standing standing = domain.query(state -> {
            EndedHold ended = state.holds().ended(number);
            return new Standing(
                    number < state.nextSeq() && state.holds().get(number) == null,
                    caller.person() || (ended != null && Visibility.sees(caller, state, ended.task())),
                    ended == null ? List.of() : ended.answers());
        });
        return standing.past()
                ? past(caller, number, standing.answers(), standing.sees())
                        .map(one -> domain.query(state -> SeenHold.past(state, one.hold(), one.task())))
                : Optional.empty();
    }

    /** @param sees whether the caller sees all of its task */
    private Optional<RecordedHold> past(Caller caller, long number, List<Long> answers, boolean sees) {
        Recorded recorded = domain.history().event(number);
        if (!(recorded.event() instanceof Event.CallHeld held)
                || held.hold() != number
                || !(sees || held.actor().name().equals(caller.name()) || covers(caller, held))
                || !(domain.history().event(held.task()).event() instanceof Event.TaskOpened task)) {
            return Optional.empty();
        }
        var given = new ArrayList<HoldState.Answered>();
        for (long answer : answers) {
            Recorded one = domain.history().event(answer);
            if (one.event() instanceof Event.HoldAnswered answered) {
                given.add(new HoldState.Answered(answered, one.timeMillis(), one.timeMillis() - recorded.timeMillis()));
            }
        }
        return Optional.of(new RecordedHold(HoldState.past(held, recorded.timeMillis(), given), task));
    }

    private static boolean sees(Caller caller, State state, Event.CallHeld held) {
        return held.actor().name().equals(caller.name())
                || covers(caller, held)
                || Visibility.sees(caller, state, held.task());
    }

    private static boolean isVerifier(Caller caller) {
        return caller.kind() instanceof CallerKind.Verifier;
    }

    /** A machine verifier sees what it is declared for. */
    private static boolean covers(Caller caller, Event.CallHeld held) {
        return caller.kind() instanceof CallerKind.Verifier verifier
                && verifier.covers(held.facts().tool(), held.facts().marks());
    }
}
