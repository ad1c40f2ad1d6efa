package dev.interlock.server.content;

import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.provenance.task.Instruction;
import dev.interlock.provenance.task.TaskContent;
import dev.interlock.provenance.task.TaskRoot;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The graphs of tasks whose content is kept. Thread-safe: it is its own lock.
 *
 * <p>INVARIANT: nobody holds the lock while the state is asked. The answer may have to wait for the writer, and the writer waits for the
 * lock as it tells that labels were taken from a task.
 */
final class Graphs {

    /**
     * The most graphs of tasks whose content is kept; of further ones nothing is known. Nobody may take all the room: an agent may have at
     * most as many here as are still free, and so half of them where it is alone.
     */
    private static final int MOST = 2_000;

    /** The most agents of which is kept what they were given before their implicit tasks. */
    private static final int MOST_EARLY = 1_000;

    private final States states;
    private final KeptLabels kept;
    private final Map<Long, Graph> graphs = new HashMap<>();
    /** By agent, what was given to it before its implicit task began. Without room the eldest goes: its labels are kept. */
    private final LinkedHashMap<String, Graph> early = new LinkedHashMap<>();
    /** The number from which on calls are looked at here. */
    private long lookedAtFrom;
    /** The number of gaps so far: times in which calls were not looked at. */
    private long gaps;
    /** By agent, a number above those of all its tasks of which nothing was kept, for want of room. */
    private final Map<String, Long> overlooked = new HashMap<>();

    /**
     * The place of a call, or of a text, among the tasks.
     *
     * @param holder the agent of the root, whose room its content takes
     * @param ahead whether it belongs to an implicit task that has yet to begin
     * @param implicit whether the root is the latest implicit task of the agent
     */
    record Place(Caller agent, TaskRoot root, String holder, boolean ahead, boolean implicit) {}

    Graphs(States states, KeptLabels kept) {
        this.states = states;
        this.kept = kept;
        this.lookedAtFrom = states.query(State::nextSeq);
    }

    /** @param task empty for the implicit one of the agent */
    Place place(Caller agent, OptionalLong task) {
        return states.query(state -> {
            var root = TaskRoot.of(state, agent.name(), task);
            Task uppermost = state.tasks().get(root.number());
            Task latest = state.tasks().latestImplicit(agent.name());
            return new Place(
                    agent,
                    root,
                    uppermost == null ? agent.name() : uppermost.agent(),
                    task.isEmpty() && uppermost == null,
                    latest != null && latest.number() == root.number());
        });
    }

    /** The graph of this root; empty where none is kept. */
    synchronized Optional<Graph> kept(long root) {
        return Optional.ofNullable(graphs.get(root));
    }

    synchronized void clear() {
        graphs.clear();
        early.clear();
    }

    /**
     * Takes note that calls before now were not all looked at. Until {@link #lookedAtAgain}, nothing is known of tasks that made calls.
     *
     * @return the number of this gap
     */
    synchronized long lookedAway() {
        lookedAtFrom = Long.MAX_VALUE;
        return ++gaps;
    }

    /** Takes note that the calls of each task that is opened from now on are looked at, unless there is another gap by now. */
    void lookedAtAgain(long gap) {
        long next = states.query(State::nextSeq);
        synchronized (this) {
            if (gap == gaps) {
                lookedAtFrom = next;
            }
        }
    }

    /**
     * The graph of a task. Its content is known if it is kept from the first call on: of a task that was opened since calls are looked
     * at, or that has made no call yet.
     *
     * @param own the calls of the graph that may have been made so far: the one that was decided just now, or none
     */
    Graph of(Place place, Flows asked, int own) {
        Graph known = find(place);
        if (known != null) {
            return known;
        }
        forgetEnded(place.holder());
        return begun(place, asked, own);
    }

    private synchronized @Nullable Graph find(Place place) {
        Graph before = place.ahead() ? early.get(place.agent().name()) : null;
        return before == null ? graphs.get(place.root().number()) : before;
    }

    private synchronized Graph begun(Place place, Flows asked, int own) {
        Graph known = find(place);
        if (known != null) {
            return known;
        }
        TaskRoot root = place.root();
        boolean room = hasRoom(place.holder());
        if (!room) {
            overlooked.merge(place.holder(), root.number() + 1, Math::max);
        }
        boolean fromItsFirstCall = root.calls() <= own
                || root.number() >= Math.max(lookedAtFrom, overlooked.getOrDefault(place.holder(), 0L));
        Graph before =
                place.implicit() && !place.ahead() ? early.remove(place.agent().name()) : null;
        Graph graph = before == null ? made(place.holder(), root, asked) : before;
        graph.begin(root, room && fromItsFirstCall);
        if (room && (graph.known || before != null) && root.number() != TaskRoot.NONE) {
            graphs.put(root.number(), graph);
        }
        return graph;
    }

    /**
     * The graph in which an agent gets a text outside its calls: that of its task, or what it has before its implicit task begins. The
     * call that begins that task takes over what there is before. So whether it has begun is asked again once there is something.
     *
     * @param task empty for the implicit one of the agent
     */
    Graph given(Caller agent, OptionalLong task, Flows asked) {
        while (true) {
            Place place = place(agent, task);
            if (!place.ahead()) {
                return of(place, asked, 0);
            }
            Graph graph = before(agent.name(), asked);
            if (place(agent, task).ahead()) {
                return graph;
            }
        }
    }

    private synchronized Graph before(String agent, Flows asked) {
        Graph graph = early.computeIfAbsent(
                agent, name -> made(name, new TaskRoot(TaskRoot.NONE, "", 0, false, Set.of()), asked));
        if (early.size() > MOST_EARLY) {
            early.pollFirstEntry();
        }
        return graph;
    }

    /** The labels of what an agent was given while it was in no task. */
    Set<String> early(String agent) {
        Graph graph;
        synchronized (this) {
            graph = early.get(agent);
        }
        if (graph == null) {
            return Set.of();
        }
        synchronized (graph) {
            return graph.labels();
        }
    }

    private Graph made(String holder, TaskRoot root, Flows asked) {
        Lexicon words = Objects.requireNonNull(asked.lexicon());
        var content = new TaskContent(
                new Instruction(root.instruction(), words, kept.fingerprints()),
                words,
                kept.fingerprints(),
                asked.secret(),
                kept::of);
        return new Graph(holder, root, content);
    }

    /** Returns whether there is room for another graph of an agent. The caller holds the lock. */
    private boolean hasRoom(String holder) {
        long own = graphs.values().stream()
                .filter(graph -> graph.holder.equals(holder))
                .count();
        return own < MOST - graphs.size();
    }

    /** Makes room, if an agent has none: what ended tasks have read, nobody asks any more. */
    private void forgetEnded(String holder) {
        Set<Long> roots;
        synchronized (this) {
            if (hasRoom(holder)) {
                return;
            }
            roots = Set.copyOf(graphs.keySet());
        }
        Set<Long> ended = states.query(state -> {
            var all = new HashSet<>(roots);
            all.removeIf(root -> state.tasks().get(root) != null);
            return all;
        });
        synchronized (this) {
            graphs.keySet().removeAll(ended);
        }
    }

    /** The agents that may know what is read in a graph: those that have a task in it. */
    Set<String> agents(Graph graph, Caller caller) {
        var agents = new HashSet<>(Set.of(caller.name()));
        return states.query(state -> {
            var left = new ArrayDeque<Task>();
            Optional.ofNullable(state.tasks().get(graph.root.number())).ifPresent(left::add);
            while (!left.isEmpty()) {
                Task task = left.remove();
                agents.add(task.agent());
                left.addAll(task.children());
            }
            return agents;
        });
    }
}
