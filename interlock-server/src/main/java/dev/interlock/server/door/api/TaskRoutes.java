package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.state.Task;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.Page;
import dev.interlock.server.door.api.view.TaskHistory;
import dev.interlock.server.door.api.view.TaskView;
import dev.interlock.server.door.api.view.Visibility;
import dev.interlock.server.enforce.Digests;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.render.Ids;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Opens, shows, amends and ends tasks. */
final class TaskRoutes implements Routes {

    private static final int MAX_INSTRUCTION = 16 << 10;
    private static final int MAX_REASON = 1 << 10;
    private static final int MOST_LABELS = 20;
    private static final int MAX_NAME = 64;

    private final Domain domain;
    private final RecordIndex index;
    private final Registry registry;
    private final CallPhrases phrases;

    /**
     * @param index of the record of the domain
     * @param phrases how calls read
     */
    TaskRoutes(Domain domain, RecordIndex index, Registry registry, CallPhrases phrases) {
        this.domain = domain;
        this.index = index;
        this.registry = registry;
        this.phrases = phrases;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        return switch (request.depth()) {
            case 0 -> request.looksOr("POST") ? list(caller, request.query()) : open(caller, request.body());
            case 1 ->
                request.looksOr("PATCH")
                        ? show(caller, request.id(), request.query())
                        : amend(caller, request.id(), request.body());
            case 2 ->
                switch (request.step()) {
                    case "close" -> close(caller, request.id(), request.posted());
                    case "cancel" -> cancel(caller, request.id(), request.posted());
                    case "history" -> history(caller, request.id(), request.looked());
                    default -> RoutedRequest.nowhere();
                };
            default -> RoutedRequest.nowhere();
        };
    }

    Reply open(Caller caller, Body body) throws Refusal {
        Set<String> types = types();
        Optional<String> name = body.text("agent", MAX_NAME);
        String intent = body.required("intent", MAX_NAME);
        String instruction = body.text("instruction", MAX_INSTRUCTION).orElse("");
        List<Key> objects = body.objects("objects", types).orElse(List.of());
        OptionalLong parent = body.id("parent", 't');
        OptionalLong time = body.duration("time");
        OptionalInt calls = body.count("calls");
        body.finish();
        Caller agent = agent(caller, name);
        if (parent.isPresent()) {
            visible(caller, Ids.task(parent.getAsLong()));
        }
        return answer(
                201,
                new Command.OpenTask(
                        caller, parent, agent, intent, Digests.sha256(instruction), instruction, objects, time, calls));
    }

    private Caller agent(Caller caller, Optional<String> name) throws Refusal {
        if (name.isEmpty()) {
            if (caller.person()) {
                throw Refusal.invalid(
                        List.of(new Refusal.Flaw("/agent", "a person opens a task for an agent: name the agent")));
            }
            return caller;
        }
        return registry.named(name.get())
                .filter(Caller::agent)
                .orElseThrow(() ->
                        Refusal.invalid(List.of(new Refusal.Flaw("/agent", "no agent with this name is registered"))));
    }

    Reply list(Caller caller, Query query) throws Refusal {
        long after = query.after('t');
        int limit = query.limit();
        query.finish();
        return domain.query(state -> {
            var page = new Page("tasks", limit);
            for (Task task : state.tasks().active()) {
                if (task.number() > after
                        && Visibility.sees(caller, task)
                        && !page.add(Ids.task(task.number()), () -> TaskView.of(task))) {
                    break;
                }
            }
            return Reply.json(200, page.body());
        });
    }

    Reply show(Caller caller, String id, Query query) throws Refusal {
        query.finish();
        long number = visible(caller, id);
        return Reply.json(200, view(number));
    }

    /** Shows the whole tree of delegation that the task belongs to; for people. */
    private Reply history(Caller caller, String id, Query query) throws Refusal {
        int most = query.number("calls", 1, TaskHistory.MOST_CALLS, TaskHistory.MOST_CALLS);
        var calls = new TaskHistory.Calls(most, query.entry("around"));
        query.finish();
        long number = visible(caller, id);
        EntryRoutes.requirePerson(caller);
        return Reply.json(200, TaskHistory.of(number, calls, domain, index, phrases));
    }

    Reply amend(Caller caller, String id, Body body) throws Refusal {
        Optional<List<Key>> objects = body.objects("objects", types());
        OptionalLong time = body.duration("time");
        OptionalInt calls = body.count("calls");
        String reason = body.text("reason", MAX_REASON).orElse("");
        var declassify = new TreeSet<>(body.texts("declassify", MOST_LABELS));
        body.finish();
        long number = visible(caller, id);
        if (objects.isEmpty() && time.isEmpty() && calls.isEmpty() && declassify.isEmpty()) {
            throw Refusal.invalid(List.of(new Refusal.Flaw(
                    "", "this would change nothing: give `objects`, `time`, `calls` or `declassify`")));
        }
        return answer(200, new Command.AmendTask(number, caller, objects, time, calls, reason, declassify));
    }

    Reply close(Caller caller, String id, Body body) throws Refusal {
        return end(caller, id, EndReason.CLOSED, body);
    }

    Reply cancel(Caller caller, String id, Body body) throws Refusal {
        return end(caller, id, EndReason.CANCELLED, body);
    }

    private Reply end(Caller caller, String id, EndReason reason, Body body) throws Refusal {
        body.finish();
        return answer(200, new Command.EndTask(visible(caller, id), caller, reason));
    }

    /** The number of a task that the caller sees, whether it has ended or not. */
    long visible(Caller caller, String id) throws Refusal {
        OptionalLong number = Ids.parse('t', id);
        if (number.isEmpty() || !exists(caller, number.getAsLong())) {
            throw Problems.refusal(new Answer.Refused(
                    RefusalCode.TASK_UNKNOWN,
                    number.isEmpty() ? "the id of a task has the form `t-12`" : "there is no task `" + id + "`"));
        }
        return number.getAsLong();
    }

    private boolean exists(Caller caller, long number) {
        boolean active = domain.query(state -> state.task(number) != null);
        if (active) {
            return domain.query(state -> Visibility.sees(caller, state, number));
        }
        // The agent of a task that has ended still hears of it; who was above it does not matter any more.
        return domain.query(state -> state.tasks().known(number))
                && (caller.person() || opened(number).agent().equals(caller.name()));
    }

    private Event.TaskOpened opened(long number) {
        return (Event.TaskOpened) domain.history().event(number).event();
    }

    private ObjectNode view(long number) {
        Optional<ObjectNode> active =
                domain.query(state -> Optional.ofNullable(state.task(number)).map(TaskView::of));
        return active.orElseGet(() -> TaskView.ended(opened(number)));
    }

    private Reply answer(int status, Command command) {
        return switch (domain.ask(command).answer()) {
            case Answer.Done done -> Reply.json(status, view(done.number()));
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("a task is not a call");
        };
    }

    private Set<String> types() {
        return domain.query(state -> state.bundle().types().keySet());
    }
}
