package dev.interlock.server.door.hook;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.Task;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.enforce.Digests;
import dev.interlock.server.http.server.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The sessions of the coding agents that act as one agent, each a task of its own: it is opened by the first event that needs it, and ends
 * with the session. A task says in its instruction of which session it is, by which it is found again after a restart. Thread-safe.
 */
final class Sessions {

    private static final int MOST_REMEMBERED = 10_000;
    private static final int LONGEST_PROMPT = 8 << 10;

    private final Domain domain;
    private final EndedSessions ended;
    private final LinkedHashMap<Key, Long> tasks = new LinkedHashMap<>(); // guarded by this

    private record Key(String agent, String client, HookEvent.Place place) {

        /** The first line of the instruction of the task. */
        String title() {
            return client + " session " + place.session()
                    + place.sub().map(name -> ", sub-agent " + name).orElse("");
        }

        boolean isOf(String instruction) {
            return instruction.equals(title()) || instruction.startsWith(title() + "\n");
        }
    }

    Sessions(Domain domain, EndedSessions ended) {
        this.domain = domain;
        this.ended = ended;
    }

    /**
     * The task of a session, which is opened if there is none. If the task ended and the session did not, it is
     * that one, in which every call is denied.
     *
     * @param prompt what a person said, if that is known
     * @throws Refusal if it cannot be opened
     */
    synchronized long task(
            Caller agent, String client, HookEvent.Place place, HookOptions options, Optional<String> prompt)
            throws Refusal {
        var key = new Key(agent.name(), client, place);
        OptionalLong known = known(key);
        if (known.isPresent()) {
            return known.getAsLong();
        }
        OptionalLong closed = ended.latest(key.agent(), key::isOf);
        if (closed.isPresent()) {
            return remember(key, closed.getAsLong());
        }
        OptionalLong parent = OptionalLong.empty();
        if (place.sub().isPresent()) {
            var session = new HookEvent.Place(place.session(), Optional.empty());
            parent = OptionalLong.of(task(agent, client, session, options, prompt));
        }
        Answer opened = open(key, agent, parent, options, prompt);
        if (opened instanceof Answer.Done done) {
            return remember(key, done.number());
        }
        if (parent.isPresent()) {
            // What may not be delegated stays with the session itself, which is the same agent.
            return remember(key, parent.getAsLong());
        }
        if (opened instanceof Answer.Refused refused) {
            throw new Refusal(
                    409, refused.code().text(), "no task can be opened for the session: " + refused.message());
        }
        throw new IllegalStateException("a task is not a call");
    }

    private Answer open(Key key, Caller agent, OptionalLong parent, HookOptions options, Optional<String> prompt)
            throws Refusal {
        String said = prompt.map(text -> "\n\n" + text.substring(0, Math.min(text.length(), LONGEST_PROMPT)))
                .orElse("");
        String instruction = key.title() + said;
        return domain.ask(new Command.OpenTask(
                        agent,
                        parent,
                        agent,
                        intent(agent, options),
                        Digests.sha256(instruction),
                        instruction,
                        List.of(),
                        OptionalLong.empty(),
                        OptionalInt.empty()))
                .answer();
    }

    private static String intent(Caller agent, HookOptions options) throws Refusal {
        return options.intent()
                .or(agent::implicitIntent)
                .or(() -> agent.intents().filter(all -> all.size() == 1).map(all -> all.first()))
                .orElseThrow(() -> new Refusal(
                        409,
                        "intent-unknown",
                        "the session has no intent: install the hook with `--intent`, or give the agent an"
                                + " intent in the configuration"));
    }

    /** The task of a session that is remembered, or that the record has and that has not ended. */
    private OptionalLong known(Key key) {
        Long remembered = tasks.get(key);
        if (remembered != null) {
            return OptionalLong.of(remembered);
        }
        OptionalLong found = domain.query(state -> state.tasks().active().stream()
                .filter(task -> task.agent().equals(key.agent())
                        && key.isOf(task.opened().instruction()))
                .mapToLong(Task::number)
                .max());
        found.ifPresent(task -> remember(key, task));
        return found;
    }

    private long remember(Key key, long task) {
        tasks.putLast(key, task);
        if (tasks.size() > MOST_REMEMBERED) {
            tasks.pollFirstEntry();
        }
        return task;
    }

    /**
     * Ends the task of a session, or of a sub-agent, if it has one of its own. A session that ends while a call of it waits for a person
     * keeps its task, so that it can be resumed and make the call; unless it is, the task ends when it was idle for too long.
     */
    synchronized void end(Caller agent, String client, HookEvent.Place place) {
        var key = new Key(agent.name(), client, place);
        OptionalLong task = known(key);
        if (task.isEmpty() || (place.sub().isEmpty() && waits(task.getAsLong()))) {
            return;
        }
        tasks.remove(key);
        if (place.sub().isPresent() && tasks.containsValue(task.getAsLong())) {
            return; // the sub-agent worked in the task of the session
        }
        var unused = domain.ask(new Command.EndTask(task.getAsLong(), agent, EndReason.CLOSED));
        if (place.sub().isEmpty()) {
            tasks.keySet()
                    .removeIf(other -> other.agent().equals(agent.name())
                            && other.client().equals(client)
                            && other.place().session().equals(place.session()));
        }
    }

    private boolean waits(long task) {
        return domain.query(state -> !state.holds().openOf(List.of(task)).isEmpty());
    }
}
