package dev.interlock.server.replay;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.enforce.Digests;
import dev.interlock.server.replay.read.Flaw;
import dev.interlock.server.replay.read.Party;
import dev.interlock.server.replay.read.TraceEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A trace under one bundle: its tasks and calls by the names of the trace, and what was decided. */
final class ReplayRun {

    private static final String NO_INSTRUCTION = Digests.sha256("");
    /** The number of no task, so a call in it is refused. */
    private static final long NO_TASK = 0;

    private final Timeline timeline;
    private final Callers callers;
    private final Flaws flaws;
    private final String intent;
    private final boolean lenient;
    private final List<String> attributes;
    private final TaskNames tasks = new TaskNames();
    private final Map<String, Long> open = new HashMap<>();
    /** The types of objects that are cases, and nothing else. */
    private final Set<String> caseTypes;
    /** The objects that are a case which goes on, by its task. */
    private final Map<String, Set<Key>> cases = new HashMap<>();

    private final Recent recent = new Recent();
    private final Tally tally = new Tally();
    private final long[] unknown;

    ReplayRun(PolicyBundle.Compiled policy, ReplaySettings settings, Callers callers, Flaws flaws) {
        Bundle bundle = FreeIntent.in(policy, settings.idleMillis());
        this.caseTypes = CaseTypes.in(policy);
        this.timeline = new Timeline(bundle, settings.assume(), tasks::ended);
        this.callers = callers;
        this.flaws = flaws;
        this.intent = settings.intent().orElse(FreeIntent.NAME);
        this.lenient = settings.assume() == Assume.HAPPENED;
        this.attributes = bundle.attributes().stream()
                .filter(name -> !name.equals(Attributes.CHAIN))
                .toList();
        this.unknown = new long[attributes.size()];
    }

    Tally tally() {
        return tally;
    }

    Recent recent() {
        return recent;
    }

    Bundle bundle() {
        return timeline.bundle();
    }

    State state() {
        return timeline.state();
    }

    void time(long millis) {
        timeline.time(millis);
    }

    /** Calls by agents of whom an attribute is unknown in which the bundle's levels or rules compare parties, by attribute. */
    Map<String, Long> unknownAttributes() {
        Map<String, Long> found = new TreeMap<>();
        for (int i = 0; i < unknown.length; i++) {
            if (unknown[i] > 0) {
                found.put(attributes.get(i), unknown[i]);
            }
        }
        return found;
    }

    /** Names of the trace that this still knows; for tests. */
    int names() {
        return tasks.size() + open.size() + cases.size();
    }

    /** Ends what is over. */
    void tick() {
        timeline.ask(new Command.Tick());
    }

    void open(TraceEvent.Opened event) {
        if (tasks.isOpen(event.task())) {
            flaws.add(Flaw.REPEATED, event.place(), "the task `" + event.task() + "` is already open");
            return;
        }
        OptionalLong parent = parent(event.parent().orElse(null));
        Caller agent = callers.of(event.party(), parent.isPresent());
        Caller opener = event.by().map(Callers::person).orElseGet(() -> opener(agent, parent));
        String wanted = event.intent().orElse(intent);
        Answer answer = ask(opener, parent, agent, wanted, event);
        if (answer instanceof Answer.Refused refused) {
            flaws.add(Flaw.TASK_REFUSED, event.place(), refused.code().text() + ": " + refused.message());
            // what happened in it happened in some task: judge that, rather than deny it for want of one
            answer = lenient ? ask(opener, OptionalLong.empty(), agent, FreeIntent.NAME, event) : answer;
        }
        if (answer instanceof Answer.Done done) {
            tasks.open(event.task(), done.number());
        } else {
            tasks.refuse(event.task());
        }
    }

    private Answer ask(Caller opener, OptionalLong parent, Caller agent, String wanted, TraceEvent.Opened event) {
        return timeline.ask(new Command.OpenTask(
                opener,
                parent,
                agent,
                wanted,
                event.instruction().isEmpty() ? NO_INSTRUCTION : Digests.sha256(event.instruction()),
                "",
                event.objects(),
                OptionalLong.empty(),
                OptionalInt.empty()));
    }

    /** Returns the opener of a task that names no person: its agent, or for a task below another the agent of the one above. */
    private Caller opener(Caller agent, OptionalLong parent) {
        Task above = parent.isPresent() ? timeline.state().task(parent.getAsLong()) : null;
        return above == null ? agent : callers.of(Party.named(above.agent()), above.parent() != null);
    }

    void close(TraceEvent.Closed event) {
        for (long number : tasks.all(event.task())) {
            Task task = timeline.state().task(number);
            if (task != null) { // else it ended with the one before
                end(task);
            }
        }
        if (event.last()) {
            Set<Key> over = cases.remove(event.task());
            if (over != null) {
                over.forEach(timeline::forget);
            }
        }
    }

    private void end(Task task) {
        timeline.ask(new Command.EndTask(
                task.number(), callers.of(Party.named(task.agent()), task.parent() != null), EndReason.CLOSED));
    }

    /** Decides a call, and settles it if its outcome is known. */
    Answer.Verdict call(TraceEvent.Called event, CallFacts facts, @Nullable Settlement settlement, Mapper mapper) {
        boolean below = event.parent() != null;
        Caller caller = callers.of(event.party(), below);
        long task = task(event, caller);
        Timeline.Decided decided = timeline.call(caller, task, facts, () -> mapper.exact(event));
        Answer.Verdict verdict = decided.answer();
        recent.add(
                verdict.call(),
                event.place(),
                caller.name(),
                mapper.name(event.tool()).full(),
                event.timeMillis());
        tally.add(Verdict.of(verdict), verdict.findings(), event.place(), event.caseNumber());
        unknown(decided.actor());
        remember(event, facts);
        if (!decided.reserved()) {
            if (lenient) {
                flaws.add(
                        Flaw.OUTSIDE,
                        event.place(),
                        verdict.findings().getFirst().code().text());
            }
        } else if (settlement != null) {
            settle(verdict.call(), settlement, event);
        } else if (event.id() != null) {
            open.put(event.id(), verdict.call());
        }
        return verdict;
    }

    /** Remembers the objects that are the case of the event, until the case is over. */
    private void remember(TraceEvent.Called event, CallFacts facts) {
        if (event.task() != null && event.caseNumber() >= 0 && !caseTypes.isEmpty()) {
            for (Key object : facts.objects()) {
                if (caseTypes.contains(object.kind())) {
                    cases.computeIfAbsent(event.task(), task -> new HashSet<>(2))
                            .add(object);
                }
            }
        }
    }

    void settle(String id, Settlement settlement, TraceEvent event) {
        Long call = open.remove(id);
        if (call != null) { // else it was stopped
            settle(call, settlement, event);
        }
    }

    private void settle(long call, Settlement settlement, TraceEvent event) {
        Settlement recorded = timeline.settle(call, settlement);
        if (recorded instanceof Settlement.Unknown why && settlement instanceof Settlement.Succeeded) {
            flaws.add(Flaw.UNNAMED, event.place(), why.reason());
        }
    }

    private void unknown(Actor actor) {
        for (int i = 0; i < attributes.size(); i++) {
            if (actor.get(attributes.get(i)) instanceof AttributeValue.Unknown) {
                unknown[i]++;
            }
        }
    }

    private long task(TraceEvent.Called event, Caller caller) {
        String name = event.task() == null ? "" : event.task();
        long opened = name.isEmpty() ? TaskNames.NONE : tasks.opened(name);
        if (opened != TaskNames.NONE) {
            return opened;
        }
        long used = tasks.used(name, caller.name());
        Task task = used == TaskNames.NONE ? null : timeline.state().task(used);
        if (task != null) {
            if (task.topmostOver(timeline.now()) == null) {
                return used;
            }
            end(task);
        }
        return use(name, event, caller);
    }

    /** The task above; one that never was, if the trace names none that goes on. */
    private OptionalLong parent(@Nullable String name) {
        return name == null ? OptionalLong.empty() : OptionalLong.of(Math.max(NO_TASK, tasks.any(name)));
    }

    /** Opens a task that the trace uses without having opened it. */
    private long use(String name, TraceEvent.Called event, Caller caller) {
        OptionalLong parent = parent(event.parent());
        Answer answer = timeline.ask(new Command.OpenTask(
                opener(caller, parent),
                parent,
                caller,
                intent,
                NO_INSTRUCTION,
                "",
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty()));
        if (answer instanceof Answer.Done done) {
            tasks.use(name, caller.name(), done.number());
            return done.number();
        }
        if (answer instanceof Answer.Refused refused) {
            flaws.add(Flaw.TASK_REFUSED, event.place(), refused.code().text() + ": " + refused.message());
        }
        return NO_TASK;
    }
}
