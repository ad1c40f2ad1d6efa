package dev.interlock.server.content;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.ContentSource;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.ComparedAmount;
import dev.interlock.provenance.artefact.ArtefactLabels;
import dev.interlock.provenance.distance.TextEmbedding;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.provenance.task.ArgumentValue;
import dev.interlock.provenance.task.Assessor;
import dev.interlock.provenance.task.CallArguments;
import dev.interlock.provenance.task.TaskRoot;
import dev.interlock.provenance.task.Vouchers;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.SpooledText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The content that running tasks have read. All tasks of one graph have one content: what a sub-agent reads, its starter may know.
 * Only kept in memory: after a restart nothing is known of a task that made calls before. The labels of agents, and of what they
 * write, outlive it ({@link KeptLabels}). Thread-safe.
 *
 * <p>A bundle without a rule of the kind {@code flow} costs nothing.
 */
public final class TaskContents {

    /**
     * The most results of one agent that are awaited; the graph of its oldest one then stays unknown. As many of its calls are known whose
     * results were heard.
     */
    private static final int MOST_AWAITED = 10_000;
    /** A longer result is not looked at, in bytes. */
    private static final long LONGEST = 16 << 20;

    /** Calls that others carry out, until their results are heard. Guarded by itself. */
    private final CallsElsewhere awaited = new CallsElsewhere(MOST_AWAITED);
    /** Calls whose result has been reported, without their arguments, in case it is reported again. Guarded by {@code awaited}. */
    private final CallsElsewhere heard = new CallsElsewhere(MOST_AWAITED);

    private final KeptLabels kept;
    private final ContentConfig config;
    private final Supplier<Lexicon> lexicon;
    private final States states;
    private final Graphs graphs;
    private volatile Flows flows = Flows.NONE;

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
        this.kept = kept;
        this.config = config;
        this.lexicon = lexicon;
        this.states = states;
        this.graphs = new Graphs(states, kept);
    }

    private Flows flows(Bundle bundle, Catalog catalog) {
        Flows now = flows;
        return now.bundle().equals(bundle.digest()) ? now : changed(bundle, catalog);
    }

    /** Takes over another bundle. While one has no such rule nothing is kept, and what tasks read then is not known later. */
    private Flows changed(Bundle bundle, Catalog catalog) {
        OptionalLong gap = OptionalLong.empty();
        Flows now;
        synchronized (graphs) {
            if (flows.bundle().equals(bundle.digest())) {
                return flows;
            }
            now = Flows.of(bundle, catalog, lexicon);
            if (now.assessor() == null) {
                graphs.clear();
            }
            if (!flows.bundle().isEmpty() && flows.assessor() == null) {
                gap = OptionalLong.of(graphs.lookedAway()); // of calls before, nobody looked at the results
            }
            flows = now;
        }
        gap.ifPresent(graphs::lookedAtAgain);
        return now;
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
        Graphs.Place place = graphs.place(use.caller(), task);
        TaskRoot root = place.root();
        Graph graph = graphs.of(place, asked, 0);
        List<ArgumentValue> values = CallArguments.of(use.arguments());
        long number = task.orElse(root.number());
        var contact = use.contacts(states, number, facts, values);
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
                            contact),
                    ComparedAmount.of(asked.amounts(), use.entry(), facts, use.arguments()));
            boolean known = graph.isKnown() && kept.sound() && values.size() <= CallArguments.MOST;
            TextEmbedding embedding = asked.embedding();
            if (embedding != null && chosen.asked() != Asked.NO_INSTRUCTION && facts.carriesAny(asked.compared())) {
                chosen = chosen.at(graph.distance.next(embedding, use.tool(), values));
            }
            return facts.chosenBy(known ? chosen : chosen.unknown());
        }
    }

    /** Adds what the caller has read in other tasks, or was given in none: it may repeat that here. */
    private void carry(Graph graph, Caller caller) {
        graph.content.carry(
                graph.instructed() && config.freshAgents().contains(caller.name())
                        ? graphs.early(caller.name())
                        : kept.of(caller.name()));
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
        kept.wrote(use.caller().name(), WrittenTexts.of(use, kept.fingerprints()), writer);
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
            awaited.add(call, new CallsElsewhere.Call(use, task));
        }
    }

    /**
     * Takes in what an awaited call returned, before its agent gets it. Of a call that was heard before, the result is added as text
     * that vouches for nothing: nobody knows which report is true. Of any other call there is nothing to say.
     *
     * @param result empty where nobody tells
     * @throws UnavailableException if its labels cannot be made durable
     */
    public void heard(Bundle bundle, Catalog catalog, long call, Optional<ObjectNode> result) {
        CallsElsewhere.Call of;
        CallsElsewhere.Call before;
        synchronized (awaited) {
            of = awaited.remove(call).orElse(null);
            before = of == null ? heard.find(call).orElse(null) : null;
            if (of != null) {
                heard.add(call, new CallsElsewhere.Call(of.use().withoutArguments(), of.task()));
            }
        }
        Flows asked = flows(bundle, catalog);
        if (asked.assessor() == null) {
            return;
        }
        if (before != null && result.isPresent()) {
            ToolUse use = before.use().under(bundle, catalog);
            read(use, use.labels().untrusted().withoutFields(), before.task(), call, result.get(), List.of());
        }
        if (of == null) {
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
        unseen(use, graph(use.caller(), OptionalLong.of(task), asked, 1), use.labels());
    }

    /** Takes note that something with these labels reaches an agent that cannot be looked at. */
    private void unseen(ToolUse use, Graph graph, ToolLabels labels) {
        synchronized (graph) {
            graph.known = false;
            graph.content.carry(labels.labels());
        }
        keep(graph, use.caller());
    }

    /**
     * Makes the labels of the graph's content durable, for all agents that may know what it read.
     *
     * @throws UnavailableException if that fails: nobody may get what was read last
     */
    private void keep(Graph graph, Caller caller) {
        Set<String> labels;
        synchronized (graph) {
            labels = graph.labels();
            if (graph.hasKept(caller.name(), labels)) {
                return;
            }
        }
        kept.add(graphs.agents(graph, caller), labels);
        synchronized (graph) {
            graph.kept(caller.name(), labels);
        }
    }

    /**
     * Takes in texts of a server that an agent is about to get outside its calls, such as a list. A text that the content of the
     * task has already is not read again.
     *
     * @param task in which it gets them; empty for its implicit one, which may have yet to begin
     * @param labels of the texts
     * @throws UnavailableException if they cannot be made durable: the agent must not get the texts
     */
    public void given(ToolUse use, OptionalLong task, ToolLabels labels, List<ObjectNode> texts) {
        Flows asked = flows(use.bundle(), use.catalog());
        if (asked.assessor() == null || texts.isEmpty()) {
            return;
        }
        Graph graph = graphs.given(use.caller(), task, asked);
        for (ObjectNode text : texts) {
            Optional<ObjectNode> whole = whole(text);
            if (whole.isEmpty()) {
                unseen(use, graph, labels);
                continue;
            }
            long print = kept.fingerprints().of(new TreeSet<>(labels.labels()) + Json.text(whole.get()));
            synchronized (graph) {
                if (!graph.isGiven(print)) {
                    var records = McpResult.records(whole.get(), labels);
                    graph.content.read(ContentSource.NO_CALL, labels, List.of(), /* steered= */ false, records);
                }
            }
        }
        keep(graph, use.caller());
    }

    /** Returns whether rules ask what agents have read. */
    public boolean asked(Bundle bundle, Catalog catalog) {
        return flows(bundle, catalog).assessor() != null;
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
        synchronized (graph) {
            carry(graph, use.caller());
            created.forEach(object -> graph.content.made(object.value()));
            boolean steered = assessor.steered(graph.content, tool, values);
            graph.content.read(call, tool, values, steered, records);
        }
        keep(graph, use.caller());
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
                graphs.kept(task.task()).ifPresent(graph -> {
                    synchronized (graph) {
                        graph.declassify(task.declassified());
                    }
                });
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

    private Graph graph(Caller caller, OptionalLong task, Flows asked, int own) {
        return graphs.of(graphs.place(caller, task), asked, own);
    }
}
