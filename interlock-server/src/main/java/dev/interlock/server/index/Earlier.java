package dev.interlock.server.index;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.model.Link;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What an entry hands on to later ones that name it by its number: a call its task, its caller and its objects, an answer its hold.
 * The latest are remembered, and older ones read again. Not thread-safe.
 */
final class Earlier {

    /** The most entries, and the most tasks, that are remembered. */
    private static final int MOST = 4_096;

    /** An entry that hands on more than so much is not remembered. */
    private static final int MOST_TERMS = 64;

    private final LongFunction<Event> history;
    private final Map<Long, List<Term>> entries = new Latest<>();
    private final Map<Long, List<Term>> tasks = new Latest<>();
    private Optional<Recorded> last = Optional.empty();

    /** Keeps what was used last. */
    private static final class Latest<V> extends LinkedHashMap<Long, V> {
        private static final long serialVersionUID = 1L;

        Latest() {
            super(MOST * 2, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
            return size() > MOST;
        }
    }

    /** @param history reads an event by its number */
    Earlier(LongFunction<Event> history) {
        this.history = history;
    }

    /** Remembers what an entry hands on. */
    void remember(Recorded recorded) {
        Event event = recorded.event();
        List<Term> terms = handedOn(event);
        if (!terms.isEmpty() && terms.size() <= MOST_TERMS) {
            entries.put(recorded.seq(), terms);
        }
        last = Optional.of(recorded);
    }

    /** What the entry hands on. */
    List<Term> of(long number) {
        List<Term> known = entries.get(number);
        if (known == null) {
            known = handedOn(history.apply(number));
            if (known.size() <= MOST_TERMS) {
                entries.put(number, known);
            }
        }
        return known;
    }

    private List<Term> handedOn(Event event) {
        return switch (event) {
            case Event.CallDecided call -> of(call);
            case LeaseEvent.Issued lease -> of(lease);
            case Event.HoldAnswered answer -> List.of(Term.hold(answer.hold()));
            case Event.LinkProposed proposed -> of(proposed);
            case AgentEvent.ResumeProposed proposed ->
                List.of(Term.party(proposed.what().value()));
            case HoldEvent.Delegated delegated ->
                List.of(Term.party(delegated.by().name()), Term.party(delegated.to()));
            case LaneEvent.Proposed lane -> List.of(Term.party(lane.agent()));
            case LaneEvent.Opened lane -> of(lane);
            case LedgerEvent.AcceptanceProposed proposed ->
                List.of(Term.party(proposed.by().name()));
            // What is left is named by no later entry, or hands nothing on.
            case Event.BundleActivated _,
                    Event.BundleProposed _,
                    Event.TaskOpened _,
                    Event.TaskAmended _,
                    Event.PlanDeclared _,
                    Event.TaskEnded _,
                    Event.CallRepeated _,
                    Event.CallSettled _,
                    Event.CallConfirmed _,
                    Event.CallReconciled _,
                    Event.LinkAnswered _,
                    HoldEvent _,
                    LeaseEvent _,
                    LaneEvent _,
                    AgentEvent _,
                    SchemaSeen _,
                    ContactWithdrawn _,
                    ConfigurationRecorded _,
                    LedgerEvent _,
                    ClockEvent _ -> List.of();
        };
    }

    /** What a call hands on. */
    List<Term> of(Event.CallDecided call) {
        var terms = new ArrayList<>(task(call.task()));
        terms.add(Term.party(call.actor().name()));
        Subjects.keys(call.facts()).forEach(key -> terms.add(Term.object(key)));
        return terms;
    }

    List<Term> of(LeaseEvent.Issued lease) {
        var terms = new ArrayList<>(task(lease.task()));
        terms.add(Term.party(lease.actor().name()));
        return terms;
    }

    private List<Term> of(LaneEvent.Opened lane) {
        return List.of(Term.task(lane.task()), Term.party(lane.agent()));
    }

    static List<Term> of(Event.LinkProposed proposed) {
        var terms = new ArrayList<Term>();
        Subjects.keys(proposed.what()).forEach(key -> terms.add(Term.object(key)));
        if (proposed.what() instanceof Link.Unknown unknown) {
            terms.add(Term.party(unknown.agent()));
        }
        return terms;
    }

    /** The task with this number and its lane, if it is one of a lane; nothing for 0, which is no task. */
    List<Term> task(long number) {
        if (number == 0) {
            return List.of();
        }
        List<Term> known = tasks.get(number);
        if (known == null) {
            known = withLane(number);
            tasks.put(number, known);
        }
        return known;
    }

    /** A lane opens its task with the next event. */
    private List<Term> withLane(long task) {
        Event before = last.filter(recorded -> recorded.seq() == task - 1)
                .map(Recorded::event)
                .orElseGet(() -> history.apply(task - 1));
        return before instanceof LaneEvent.Opened opened && opened.task() == task
                ? List.of(Term.task(task), Term.lane(opened.lane()))
                : List.of(Term.task(task));
    }
}
