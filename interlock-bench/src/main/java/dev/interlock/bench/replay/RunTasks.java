package dev.interlock.bench.replay;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.enforce.Digests;
import dev.interlock.server.replay.Timeline;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The tasks of one run, each opened when its first call comes. Those before the main one end when it begins. */
final class RunTasks {

    private final Corpus.Run run;
    private final boolean instructed;
    private final Timeline timeline;
    private final Consumer<Event.TaskOpened> opened;
    private final Map<Session, Caller> agents = new EnumMap<>(Session.class);
    private final Map<Session, Opened> tasks = new EnumMap<>(Session.class);

    /** A task, and the agent that calls in it. */
    record Opened(long number, Caller agent) {}

    /**
     * @param instructed whether the user's prompt is the instruction of tasks
     * @param opened is told each task that is opened
     */
    RunTasks(Corpus.Run run, String owner, boolean instructed, Timeline timeline, Consumer<Event.TaskOpened> opened) {
        this.run = run;
        this.instructed = instructed;
        this.timeline = timeline;
        this.opened = opened;
        Caller agent = Gatekeeper.agent(run, "agent of " + run.id(), owner, /* root= */ true);
        agents.put(Session.MAIN, agent);
        agents.put(Session.EARLIER, agent);
        agents.put(Session.OTHER_AGENT, Gatekeeper.agent(run, "other agent of " + run.id(), owner, /* root= */ true));
        agents.put(Session.SUB_TASK, Gatekeeper.agent(run, "sub-agent of " + run.id(), owner, /* root= */ false));
    }

    Opened of(Session session) {
        Opened task = tasks.get(session);
        return task == null ? open(session) : task;
    }

    private Opened open(Session session) {
        boolean below = session == Session.SUB_TASK;
        OptionalLong parent = below ? OptionalLong.of(of(Session.MAIN).number()) : OptionalLong.empty();
        if (session == Session.MAIN) {
            end();
        }
        Caller agent = Objects.requireNonNull(agents.get(session));
        var open = new Command.OpenTask(
                below ? of(Session.MAIN).agent() : Gatekeeper.USER,
                parent,
                agent,
                "assist",
                Digests.sha256(run.prompt()),
                instructed ? run.prompt() : "",
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty());
        if (!(timeline.ask(open) instanceof Answer.Done done)) {
            throw new IllegalStateException("the task was refused");
        }
        opened.accept(
                Objects.requireNonNull(timeline.state().task(done.number())).opened());
        var task = new Opened(done.number(), agent);
        tasks.put(session, task);
        return task;
    }

    /** Ends all tasks that are open. */
    void end() {
        tasks.values()
                .forEach(task -> timeline.ask(new Command.EndTask(task.number(), task.agent(), EndReason.CLOSED)));
        tasks.clear();
    }
}
