package dev.interlock.server.content;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.provenance.task.ArgumentValue;
import dev.interlock.provenance.task.Assessor;
import dev.interlock.provenance.task.CallArguments;
import dev.interlock.provenance.task.Instruction;
import dev.interlock.provenance.task.TaskContent;
import dev.interlock.provenance.task.TaskRoot;
import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.json.SpooledText;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The content that running tasks have read. All tasks of one graph have one content: what a sub-agent reads, its starter may know.
 * Only kept in memory: after a restart nothing is known of a task that made calls before. Thread-safe.
 *
 * <p>A bundle without a rule of the kind {@code flow} costs nothing.
 */
public final class TaskContents {

    /** The most graphs of tasks whose content is kept; of further ones nothing is known. */
    private static final int MOST_GRAPHS = 1_000;
    /** A longer result is not looked at, in bytes. */
    private static final long LONGEST = 16 << 20;

    private final Domain domain;
    private final Fingerprints fingerprints = Fingerprints.random(new SecureRandom());
    private final Map<Long, Graph> graphs = new HashMap<>();
    private volatile Flows flows = Flows.NONE;

    /** The content of one graph of tasks; it is its own lock. */
    private static final class Graph {

        final TaskContent content;
        boolean known;

        Graph(TaskContent content, boolean known) {
            this.content = content;
            this.known = known;
        }
    }

    /**
     * The rules of a bundle, as far as they ask who chose values.
     *
     * @param bundle its digest
     * @param marks of the calls that its rules look at
     * @param secret whether a text holds a secret, which is not recorded
     */
    private record Flows(
            String bundle,
            Set<String> marks,
            @Nullable Assessor assessor,
            @Nullable Lexicon lexicon,
            Predicate<String> secret) {
        static final Flows NONE = new Flows("", Set.of(), null, null, text -> true);
    }

    public TaskContents(Domain domain) {
        this.domain = domain;
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
            Set<String> marks = Rule.Flow.marks(bundle.rules());
            Lexicon lexicon = marks.isEmpty() ? null : new Lexicon(Lexicon.shipped(), fingerprints);
            now = new Flows(
                    bundle.digest(),
                    marks,
                    lexicon == null ? null : new Assessor(lexicon, catalog.domains()),
                    lexicon,
                    text -> !catalog.standingSecrets().find(text).isEmpty());
            if (marks.isEmpty()) {
                graphs.clear();
            }
            flows = now;
            return now;
        }
    }

    /**
     * The facts of a call, with who chose its values if a rule asks that.
     *
     * @param seen whether what it returns passes here; if not, nothing is known of the graph any more
     */
    public CallFacts facts(
            Bundle bundle,
            Catalog catalog,
            Caller caller,
            OptionalLong task,
            CallFacts facts,
            Map<String, ? extends @Nullable Object> arguments,
            String server,
            String tool,
            boolean seen) {
        Flows asked = flows(bundle, catalog);
        Assessor assessor = asked.assessor();
        if (assessor == null) {
            return facts;
        }
        ToolLabels labels = labels(catalog, server, tool);
        boolean asks = facts.carriesAny(asked.marks());
        boolean hides = !seen && !labels.trusted();
        Graph graph = graph(caller, task, asked, 0);
        if (!asks && !hides) {
            return facts;
        }
        List<ArgumentValue> values = CallArguments.of(arguments);
        synchronized (graph) {
            Provenance chosen = assessor.assess(graph.content, labels, values);
            boolean known = graph.known && chosen.known() && values.size() <= CallArguments.MOST;
            graph.known &= !hides;
            return asks ? facts.chosenBy(known ? chosen : chosen.unknown()) : facts;
        }
    }

    private static ToolLabels labels(Catalog catalog, String server, String tool) {
        return catalog.tool(server, tool).map(ToolEntry::content).orElse(ToolLabels.NONE);
    }

    /**
     * Takes in what a call returned, before its caller gets it.
     *
     * @param created the objects that it made
     */
    public void read(
            Bundle bundle,
            Catalog catalog,
            Caller caller,
            long task,
            long call,
            Map<String, ? extends @Nullable Object> arguments,
            String server,
            String tool,
            ObjectNode result,
            List<Key> created) {
        Flows asked = flows(bundle, catalog);
        Assessor assessor = asked.assessor();
        if (assessor == null) {
            return;
        }
        ToolLabels labels = labels(catalog, server, tool);
        List<ArgumentValue> values = CallArguments.of(arguments);
        Optional<ObjectNode> whole = whole(result);
        if (whole.isEmpty()) {
            unseen(graph(caller, OptionalLong.of(task), asked, 1));
            return;
        }
        var records = McpResult.records(whole.get(), labels);
        Graph graph = graph(caller, OptionalLong.of(task), asked, 1);
        synchronized (graph) {
            created.forEach(object -> graph.content.made(object.value()));
            boolean steered = assessor.steered(graph.content, labels, values);
            graph.content.read(call, labels, values, steered, records);
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

    private static void unseen(Graph graph) {
        synchronized (graph) {
            graph.known = false;
        }
    }

    /**
     * The graph of a task. Its content is known if it is kept from the first call on.
     *
     * @param own the calls of the graph that may have been made so far: the one that was decided just now, or none
     */
    private Graph graph(Caller caller, OptionalLong task, Flows asked, int own) {
        TaskRoot root = domain.query(state -> TaskRoot.of(state, caller.name(), task));
        synchronized (graphs) {
            Graph kept = graphs.get(root.number());
            if (kept != null) {
                return kept;
            }
            if (graphs.size() >= MOST_GRAPHS) {
                forgetEnded();
            }
            Lexicon lexicon = Objects.requireNonNull(asked.lexicon());
            var content = new TaskContent(
                    new Instruction(root.instruction(), lexicon, fingerprints), lexicon, fingerprints, asked.secret());
            var graph = new Graph(content, root.calls() <= own && graphs.size() < MOST_GRAPHS);
            if (graph.known && root.number() != TaskRoot.NONE) {
                graphs.put(root.number(), graph);
            }
            return graph;
        }
    }

    private void forgetEnded() {
        Set<Long> roots = Set.copyOf(graphs.keySet());
        Set<Long> ended = domain.query(state -> {
            var all = new HashSet<>(roots);
            all.removeIf(root -> state.tasks().get(root) != null);
            return all;
        });
        graphs.keySet().removeAll(ended);
    }
}
