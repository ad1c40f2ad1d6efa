package dev.interlock.server.content;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.provenance.artefact.ArtefactLabels;
import dev.interlock.provenance.distance.TextEmbedding;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.provenance.task.ArgumentValue;
import dev.interlock.provenance.task.Assessor;
import dev.interlock.provenance.task.CallArguments;
import dev.interlock.provenance.task.Instruction;
import dev.interlock.provenance.task.TaskContent;
import dev.interlock.provenance.task.TaskRoot;
import dev.interlock.provenance.task.Vouchers;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.json.SpooledText;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The content that running tasks have read. All tasks of one graph have one content: what a sub-agent reads, its starter may know.
 * Only kept in memory: after a restart nothing is known of a task that made calls before. The labels of agents, and of what they
 * write, outlive it ({@link KeptLabels}). Thread-safe.
 *
 * <p>A bundle without a rule of the kind {@code flow} costs nothing.
 */
public final class TaskContents {

    /** The most graphs of tasks whose content is kept; of further ones nothing is known. */
    private static final int MOST_GRAPHS = 1_000;
    /** The most results that are awaited; the graph of a further one stays unknown. */
    private static final int MOST_AWAITED = 10_000;
    /** A longer result is not looked at, in bytes. */
    private static final long LONGEST = 16 << 20;

    private static final Logger LOG = System.getLogger(TaskContents.class.getName());

    private final States states;
    /** Calls that others carry out, by their number, until their results are heard. Guarded by itself. */
    private final LinkedHashMap<Long, Awaited> awaited = new LinkedHashMap<>();

    private final KeptLabels kept;
    private final ContentConfig config;
    private final Supplier<Lexicon> lexicon;
    private final Map<Long, Graph> graphs = new HashMap<>();
    private volatile Flows flows = Flows.NONE;
    /** The number from which on all calls of each new task are looked at here. Guarded by the graphs. */
    private long lookedAtFrom;

    /** A call whose result is awaited. */
    private record Awaited(ToolUse use, long task) {}

    /**
     * The rules of a bundle, as far as they ask who chose values.
     *
     * @param bundle its digest
     * @param marks of the calls that its rules look at
     * @param secret whether a text holds a secret, which is not recorded
     * @param compared the marks of the calls that its rules compare with the instruction
     * @param embedding the model that compares them; null where no rule asks for it, or there is none
     */
    private record Flows(
            String bundle,
            Set<String> marks,
            @Nullable Assessor assessor,
            @Nullable Lexicon lexicon,
            Predicate<String> secret,
            Set<String> compared,
            @Nullable TextEmbedding embedding) {
        static final Flows NONE = new Flows("", Set.of(), null, null, text -> true, Set.of(), null);
    }

    /** The contents of a domain whose labels are only kept in memory. */
    public TaskContents(Domain domain) {
        this(domain, KeptLabels.inMemory(), ContentConfig.DEFAULT);
    }

    /** The contents of a domain, which hear of the tasks that it opens. */
    public TaskContents(Domain domain, KeptLabels kept, ContentConfig config) {
        this(domain::query, kept, config, () -> new Lexicon(Lexicon.shipped(), kept.fingerprints()));
        domain.onRecorded(this::opened);
        domain.onRecorded(this::declassified);
    }

    /**
     * Contents of tasks that no domain has. {@link #opened(Event.TaskOpened)} tells them which tasks are opened.
     *
     * @param lexicon under the key of the labels
     */
    public TaskContents(States states, KeptLabels kept, ContentConfig config, Supplier<Lexicon> lexicon) {
        this.states = states;
        this.kept = kept;
        this.config = config;
        this.lexicon = lexicon;
        this.lookedAtFrom = states.query(State::nextSeq);
    }

    private Flows flows(Bundle bundle, Catalog catalog) {
        Flows now = flows;
        return now.bundle().equals(bundle.digest()) ? now : changed(bundle, catalog);
    }

    /** Takes over another bundle. While one has no such rule nothing is kept, and what tasks read then is not known later. */
    private Flows changed(Bundle bundle, Catalog catalog) {
        synchronized (graphs) {
            Flows now = flows;
            if (now.bundle().equals(bundle.digest())) {
                return now;
            }
            Set<String> marks = Rule.chosenMarks(bundle.rules());
            Set<String> compared = Rule.Flow.compared(bundle.rules());
            Lexicon words = marks.isEmpty() ? null : lexicon.get();
            now = new Flows(
                    bundle.digest(),
                    marks,
                    words == null
                            ? null
                            : new Assessor(words, catalog.knownDestinations().domains()),
                    words,
                    text -> !catalog.standingSecrets().find(text).isEmpty(),
                    compared,
                    compared.isEmpty() ? null : embedding());
            if (marks.isEmpty()) {
                graphs.clear();
            }
            if (!flows.bundle().isEmpty() && flows.assessor() == null) {
                lookedAtFrom = states.query(State::nextSeq); // of calls before, nobody looked at the results
            }
            flows = now;
            return now;
        }
    }

    /** The model on the class path. Without one the calls that rules compare are denied, which `serve` says at its start. */
    private static @Nullable TextEmbedding embedding() {
        try {
            return TextEmbedding.onClassPath().orElse(null);
        } catch (ServiceConfigurationError e) {
            LOG.log(
                    Level.ERROR,
                    "the embedding model cannot be loaded, so calls that rules compare with the instruction are denied",
                    e);
            return null;
        }
    }

    /**
     * The facts of a call, with who chose its values if a rule asks that.
     *
     * @param task of the call; empty for the implicit one of its caller
     */
    public CallFacts facts(ToolUse use, OptionalLong task, CallFacts facts) {
        Flows asked = flows(use.bundle(), use.catalog());
        Assessor assessor = asked.assessor();
        if (assessor == null || !facts.carriesAny(asked.marks())) {
            return facts;
        }
        TaskRoot root = root(use.caller(), task);
        Graph graph = graph(root, asked, 0);
        List<ArgumentValue> values = CallArguments.of(use.arguments());
        long number = task.orElse(root.number());
        var contact = use.contacts(states, number, values);
        synchronized (graph) {
            carry(graph, use.caller());
            var given = use.catalog().knownDestinations().origins(use.entry(), facts, root.objects());
            Provenance chosen = assessor.assess(
                    graph.content,
                    use.labels(),
                    values,
                    new Vouchers(
                            given,
                            value -> graph.approved.call(use.bundle().digest(), number, use.caller(), facts, value),
                            contact));
            boolean known = graph.isKnown() && kept.sound() && values.size() <= CallArguments.MOST;
            TextEmbedding embedding = asked.embedding();
            if (embedding != null && chosen.asked() != Asked.NO_INSTRUCTION && facts.carriesAny(asked.compared())) {
                chosen = chosen.at(graph.distance.next(embedding, use.tool(), values));
            }
            return facts.chosenBy(known ? chosen : chosen.unknown());
        }
    }

    /** Adds what the caller has read in other tasks: it may repeat that here. */
    private void carry(Graph graph, Caller caller) {
        if (!graph.instructed() || !config.freshAgents().contains(caller.name())) {
            graph.content.carry(kept.of(caller.name()));
        }
    }

    /**
     * Keeps the destinations of a permitted call that approvals let through, and the labels of what it writes, before it is sent.
     *
     * @throws UnavailableException if the labels cannot be made durable: the call must not be sent
     */
    public void permitted(ToolUse use, Answer.Permit permit, CallFacts facts) {
        Flows asked = flows(use.bundle(), use.catalog());
        boolean approved = !permit.excepted().isEmpty();
        if (asked.assessor() == null || !facts.writes() && !approved) {
            return;
        }
        Graph graph = graph(use.caller(), OptionalLong.of(permit.task()), asked, 1);
        ArtefactLabels writer;
        synchronized (graph) {
            if (approved) {
                List<ArgumentValue> values = CallArguments.of(use.arguments());
                graph.approved.permitted(use.bundle().digest(), use.caller(), permit, facts, use.labels(), values);
            }
            if (!facts.writes()) {
                return;
            }
            carry(graph, use.caller());
            writer = new ArtefactLabels(graph.labels(), graph.isKnown());
            if (writer.equals(ArtefactLabels.NONE)) {
                return;
            }
        }
        kept.wrote(WrittenTexts.of(use, kept.fingerprints()), writer);
    }

    /**
     * Takes note of a permitted call that others carry out, and whose result nobody reports.
     *
     * @throws UnavailableException if its labels cannot be made durable: the call must not be made
     */
    public void unseen(ToolUse use, long task) {
        Flows asked = flows(use.bundle(), use.catalog());
        if (asked.assessor() != null && !use.labels().trusted()) {
            unseen(use, task, asked);
        }
    }

    /** Takes note of a permitted call that others carry out. Until its result is {@linkplain #heard heard}, the content is unknown. */
    public void awaits(ToolUse use, long task, long call) {
        Flows asked = flows(use.bundle(), use.catalog());
        if (asked.assessor() == null) {
            return;
        }
        Graph graph = graph(use.caller(), OptionalLong.of(task), asked, 1);
        synchronized (graph) {
            graph.awaits(call);
        }
        synchronized (awaited) {
            awaited.put(call, new Awaited(use, task));
            if (awaited.size() > MOST_AWAITED) {
                awaited.pollFirstEntry(); // its graph waits for ever
            }
        }
    }

    /**
     * Takes in what an awaited call returned, before its agent gets it. Of any other call there is nothing to say.
     *
     * @param result empty where nobody tells
     * @throws UnavailableException if its labels cannot be made durable
     */
    public void heard(Bundle bundle, Catalog catalog, long call, Optional<ObjectNode> result) {
        Awaited of;
        synchronized (awaited) {
            of = awaited.remove(call);
        }
        Flows asked = flows(bundle, catalog);
        if (of == null || asked.assessor() == null) {
            return;
        }
        ToolUse use = of.use().under(bundle, catalog);
        if (result.isPresent()) {
            read(use, use.labels().untrusted(), of.task(), call, result.get(), List.of());
        } else {
            unseen(use, of.task(), asked);
        }
        Graph graph = graph(use.caller(), OptionalLong.of(of.task()), asked, 1);
        synchronized (graph) {
            graph.heard(call);
        }
    }

    private void unseen(ToolUse use, long task, Flows asked) {
        Graph graph = graph(use.caller(), OptionalLong.of(task), asked, 1);
        Set<String> labels;
        synchronized (graph) {
            graph.known = false;
            graph.content.carry(use.labels().labels());
            labels = graph.labels();
        }
        kept.add(agents(graph, use.caller()), labels);
    }

    /**
     * Takes in what a call returned, before its caller gets it.
     *
     * @param created the objects that it made
     * @throws UnavailableException if its labels cannot be made durable: its caller must not get it
     */
    public void read(ToolUse use, long task, long call, ObjectNode result, List<Key> created) {
        read(use, use.labels(), task, call, result, created);
    }

    /**
     * Takes in words that a server says while a call goes on: untrusted, whatever its tool returns.
     *
     * @throws UnavailableException if their labels cannot be made durable: the caller must not get them
     */
    public void told(ToolUse use, long task, long call, ObjectNode words) {
        read(use, ToolLabels.NONE, task, call, words, List.of());
    }

    private void read(ToolUse use, ToolLabels tool, long task, long call, ObjectNode result, List<Key> created) {
        Flows asked = flows(use.bundle(), use.catalog());
        Assessor assessor = asked.assessor();
        if (assessor == null) {
            return;
        }
        List<ArgumentValue> values = CallArguments.of(use.arguments());
        Optional<ObjectNode> whole = whole(result);
        if (whole.isEmpty()) {
            unseen(use, task, asked);
            return;
        }
        var records = McpResult.records(whole.get(), tool);
        Graph graph = graph(use.caller(), OptionalLong.of(task), asked, 1);
        Set<String> labels;
        synchronized (graph) {
            carry(graph, use.caller());
            created.forEach(object -> graph.content.made(object.value()));
            boolean steered = assessor.steered(graph.content, tool, values);
            graph.content.read(call, tool, values, steered, records);
            labels = graph.labels();
            if (graph.hasKept(use.caller().name(), labels)) {
                return;
            }
        }
        kept.add(agents(graph, use.caller()), labels);
        synchronized (graph) {
            graph.kept(use.caller().name(), labels);
        }
    }

    /** The agents that may know what is read in a graph: those that have a task in it. */
    private Set<String> agents(Graph graph, Caller caller) {
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

    private void opened(List<Recorded> batch) {
        for (Recorded recorded : batch) {
            if (recorded.event() instanceof Event.TaskOpened task) {
                opened(task);
            }
        }
    }

    /** Gives the agent of a task the labels of an agent that opened it: the instruction may repeat what that one has read. */
    public void opened(Event.TaskOpened task) {
        if (!task.openedBy().equals(task.agent())) {
            kept.add(Set.of(task.agent()), kept.of(task.openedBy()));
        }
    }

    /** Takes labels from the content of a graph. One that is not kept is unknown, or has read nothing. */
    private void declassified(List<Recorded> batch) {
        for (Recorded recorded : batch) {
            if (recorded.event() instanceof Event.TaskAmended task
                    && !task.declassified().isEmpty()) {
                Graph graph;
                synchronized (graphs) {
                    graph = graphs.get(task.task());
                }
                if (graph != null) {
                    synchronized (graph) {
                        graph.content.declassify(task.declassified());
                    }
                }
            }
        }
    }

    /** Adds what a person said, by a trusted front-end, to the instruction of a task without a parent. */
    public void prompted(Bundle bundle, Catalog catalog, Caller agent, long task, String prompt) {
        Flows asked = flows(bundle, catalog);
        Lexicon words = asked.lexicon();
        if (words == null) {
            return;
        }
        Graph graph = graph(agent, OptionalLong.of(task), asked, 0);
        synchronized (graph) {
            if (graph.root.number() == task) {
                graph.prompted(prompt, words, kept.fingerprints());
            }
        }
    }

    /** A long result in memory; empty for one that is too long, or cannot be read again. */
    private static Optional<ObjectNode> whole(ObjectNode result) {
        if (!SpooledText.isIn(result)) {
            return Optional.of(result);
        }
        if (SpooledText.lengthIn(result) > LONGEST) {
            return Optional.empty();
        }
        try {
            return SpooledText.inMemory(result) instanceof ObjectNode node ? Optional.of(node) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * The graph of a task. Its content is known if it is kept from the first call on: of a task that was opened since calls are looked
     * at, or that has made no call yet.
     *
     * @param own the calls of the graph that may have been made so far: the one that was decided just now, or none
     */
    private Graph graph(Caller caller, OptionalLong task, Flows asked, int own) {
        return graph(root(caller, task), asked, own);
    }

    private TaskRoot root(Caller caller, OptionalLong task) {
        return states.query(state -> TaskRoot.of(state, caller.name(), task));
    }

    private Graph graph(TaskRoot root, Flows asked, int own) {
        synchronized (graphs) {
            Graph known = graphs.get(root.number());
            if (known != null) {
                return known;
            }
            if (graphs.size() >= MOST_GRAPHS) {
                forgetEnded();
            }
            boolean room = graphs.size() < MOST_GRAPHS;
            if (!room) {
                lookedAtFrom = states.query(State::nextSeq); // this task is one of which nothing is kept
            }
            Lexicon words = Objects.requireNonNull(asked.lexicon());
            var content = new TaskContent(
                    new Instruction(root.instruction(), words, kept.fingerprints()),
                    words,
                    kept.fingerprints(),
                    asked.secret(),
                    kept::of);
            boolean fromItsFirstCall = root.calls() <= own || root.number() >= lookedAtFrom;
            var graph = new Graph(root, content, room && fromItsFirstCall);
            if (graph.known && root.number() != TaskRoot.NONE) {
                graphs.put(root.number(), graph);
            }
            return graph;
        }
    }

    private void forgetEnded() {
        Set<Long> roots = Set.copyOf(graphs.keySet());
        Set<Long> ended = states.query(state -> {
            var all = new HashSet<>(roots);
            all.removeIf(root -> state.tasks().get(root) != null);
            return all;
        });
        graphs.keySet().removeAll(ended);
    }
}
