package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.state.SchemaTable;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.json.UnencodableException;
import dev.interlock.policy.argument.AnsweredTool;
import dev.interlock.policy.argument.ArgumentSchema;
import dev.interlock.policy.argument.AskedAnswers;
import dev.interlock.policy.argument.ByHand;
import dev.interlock.policy.argument.Declared;
import dev.interlock.policy.argument.DeclaredNames;
import dev.interlock.policy.argument.GroupedRequest;
import dev.interlock.policy.argument.SchemaDeclared;
import dev.interlock.policy.catalog.ArgumentPath;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.PlainJson;
import dev.interlock.server.mcp.GovernedMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The schemas by which the arguments of calls are read: what the servers show of their tools. Each is read once, and named by the facts
 * of the calls that were read by it. What a server declares is its own word: the first schema that it showed of a tool that nobody
 * reviewed is recorded before a call relies on it, and so is each that it shows later. A later one is held where most is at stake,
 * until somebody reviews the tool. Thread-safe.
 */
final class ToolSchemas {

    /** The record of the schemas that were seen of tools that nobody reviewed. */
    interface Seen {

        /**
         * The place of the schema among those that were recorded of the tool, which it is afterwards, or comes after them all.
         *
         * @param tool {@code server/tool}
         * @throws UnavailableException when nothing can be recorded now: deny
         */
        int place(String tool, String digest, DeclaredNames names);
    }

    private static final String PROMPT_ARGUMENTS = "arguments";
    /** Arguments of one prompt; of those beyond nothing is known. */
    private static final int MOST_PROMPT_ARGUMENTS = 1_000;

    /**
     * The parameters that the protocol gives to methods that are no tools. The names within are the server's, but for those of a
     * prompt.
     */
    private static final Map<String, Declared> METHODS = Map.of(
            GovernedMethod.RESOURCE.entry(), taking("uri"),
            GovernedMethod.PROMPT.entry(), taking("name", PROMPT_ARGUMENTS),
            GovernedMethod.COMPLETION.entry(), taking("ref", "argument", "context"));

    /** The declaration for a tool that its server does not show, or not now. */
    private static final Declared NOTHING = ByHand.of(new TreeMap<>());

    private final Seen seen;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    /** The places of a tool's recorded schemas by their digest, by tool. */
    private final Map<String, Map<String, Integer>> places = new ConcurrentHashMap<>();

    ToolSchemas(Seen seen) {
        this.seen = seen;
    }

    /**
     * A tool as its server shows it.
     *
     * @param review the digest by which a reviewer names it
     * @param reviews the digests under which it counts as reviewed
     */
    private record Known(ObjectNode definition, Declared declared, String digest, String review, Set<String> reviews) {

        boolean isOf(ObjectNode other) {
            return definition.equals(other);
        }

        boolean isReviewed(ToolEntry entry) {
            return entry.reviewed().filter(reviews::contains).isPresent();
        }
    }

    private static Declared taking(String... names) {
        var members = new TreeMap<String, ByHand>();
        Stream.of(names).forEach(name -> members.put(name, ByHand.of(Declared.Names.OPEN)));
        return ByHand.of(members);
    }

    /** The schema by which the arguments of the call are read. */
    ArgumentSchema of(Catalog catalog, RequestedCall call) {
        return of(catalog, call, Map.of());
    }

    /** Reads the call with answers to questions of its server. Questions by a form declare what their answer may hold. */
    ArgumentSchema of(Catalog catalog, RequestedCall call, Map<String, ObjectNode> forms) {
        ArgumentSchema schema = schema(catalog, call);
        return !forms.isEmpty()
                        && schema instanceof ArgumentSchema.Shown shown
                        && shown.declared() instanceof AnsweredTool tool
                ? new ArgumentSchema.Shown(
                        new AnsweredTool(tool.tool(), tool.name(), AskedAnswers.to(plain(forms))),
                        shown.digest(),
                        shown.reviewed(),
                        shown.merged())
                : schema;
    }

    private static Map<String, Map<String, @Nullable Object>> plain(Map<String, ObjectNode> schemas) {
        var plain = new TreeMap<String, Map<String, @Nullable Object>>();
        schemas.forEach((key, schema) -> plain.put(key, PlainJson.of(schema)));
        return plain;
    }

    private ArgumentSchema schema(Catalog catalog, RequestedCall call) {
        Declared method = METHODS.get(call.tool());
        if (method != null) {
            return call.tool().equals(GovernedMethod.PROMPT.entry())
                            && call.offered().isPresent()
                    ? prompt(definition(call))
                    : new ArgumentSchema.Shown(AnsweredTool.unasked(method, ArgumentPath.ANSWERS), "", false);
        }
        Optional<ToolEntry> entry = catalog.tool(call.server(), call.tool());
        if (entry.isEmpty() || call.evaluation()) {
            return new ArgumentSchema.Untold();
        }
        if (call.offered().isEmpty()) {
            // A call of a tool that others carry out: nobody here sees its schema, so the catalogue declares what it
            // takes.
            return new ArgumentSchema.None();
        }
        Optional<ObjectNode> definition = definition(call);
        if (definition.isEmpty()) {
            return new ArgumentSchema.Shown(AnsweredTool.unasked(NOTHING, ArgumentPath.ANSWERS), "", false);
        }
        Known shown = known(entry.get().name(), definition.get());
        if (entry.get().reviewed().isEmpty()) {
            place(entry.get().name(), shown); // recorded before anything is decided by it
        }
        boolean api = call.offered().filter(RequestedCall.Offered::api).isPresent();
        return new ArgumentSchema.Shown(
                api
                        ? new GroupedRequest(shown.declared())
                        : AnsweredTool.unasked(shown.declared(), ArgumentPath.ANSWERS),
                shown.digest(),
                shown.isReviewed(entry.get()),
                api ? GroupedRequest.MERGED : List.of());
    }

    /** A prompt takes the arguments that its server lists for it; where it is not listed, none. */
    private static ArgumentSchema prompt(Optional<ObjectNode> listed) {
        var arguments = new TreeMap<String, ByHand>();
        listed.map(prompt -> prompt.path(PROMPT_ARGUMENTS))
                .ifPresent(list -> list.forEach(each -> {
                    String name = Json.string(each, "name");
                    if (name != null && arguments.size() < MOST_PROMPT_ARGUMENTS) {
                        arguments.put(name, ByHand.of(Declared.Names.OPEN));
                    }
                }));
        var members = new TreeMap<String, ByHand>();
        members.put("name", ByHand.of(Declared.Names.OPEN));
        members.put(PROMPT_ARGUMENTS, ByHand.of(arguments));
        String digest = listed.map(prompt -> digest(Map.of(PROMPT_ARGUMENTS, List.copyOf(arguments.keySet()))))
                .orElse("");
        return new ArgumentSchema.Shown(AnsweredTool.unasked(ByHand.of(members), ArgumentPath.ANSWERS), digest, false);
    }

    /**
     * The facts of a call, where its tool is not offered as it was: other than somebody reviewed it, or, where nobody did, with another
     * schema than the first that was seen, where most is at stake. Only where it is seen how the tool is offered: what others carry out
     * they look at themselves.
     */
    CallFacts compared(Catalog catalog, RequestedCall call, CallFacts facts) {
        Optional<ToolEntry> entry = catalog.tool(call.server(), call.tool());
        if (entry.isEmpty() || call.offered().isEmpty()) {
            return facts;
        }
        // Prompts share one entry, so none of them is what was seen first, or what somebody reviewed.
        Optional<ObjectNode> definition = METHODS.containsKey(call.tool()) ? Optional.empty() : definition(call);
        if (entry.get().reviewed().isPresent()) {
            Optional<Known> offered = definition.map(tool -> known(entry.get().name(), tool));
            return offered.filter(tool -> tool.isReviewed(entry.get())).isPresent()
                    ? facts
                    : facts.changed(offered.map(Known::review).orElse(RequestedCall.NOT_OFFERED));
        }
        if (definition.isEmpty()) {
            return facts;
        }
        Known shown = known(entry.get().name(), definition.get());
        int place = place(entry.get().name(), shown);
        boolean changed = place > 0 && catalog.isStrictest(facts.risk()) || place >= SchemaTable.MOST;
        return changed ? facts.changed(shown.review()) : facts;
    }

    /** Returns whether a tool is offered as somebody reviewed it. */
    boolean isReviewed(ToolEntry entry, ObjectNode definition) {
        return known(entry.name(), definition).isReviewed(entry);
    }

    private static Optional<ObjectNode> definition(RequestedCall call) {
        return call.offered().flatMap(RequestedCall.Offered::definition);
    }

    /** Returns what is known of a tool. It is kept for tools of the catalogue alone, so there are no more than these. */
    private Known known(String tool, ObjectNode definition) {
        Known before = known.get(tool);
        if (before != null && before.isOf(definition)) {
            return before;
        }
        Map<String, ?> schema =
                definition.get("inputSchema") instanceof ObjectNode input ? PlainJson.of(input) : Map.of();
        SchemaDeclared declared = SchemaDeclared.of(schema);
        String digest = digest(schema);
        var now = new Known(definition, declared, digest, Reviewed.digest(definition), Reviewed.digests(definition));
        known.put(tool, now);
        return now;
    }

    /** The place of the schema among those that are recorded. One that is recorded keeps its place, so this process asks once for each. */
    private int place(String tool, Known shown) {
        Map<String, Integer> ofTool = places.computeIfAbsent(tool, name -> new ConcurrentHashMap<>());
        Integer before = ofTool.get(shown.digest());
        if (before != null) {
            return before;
        }
        var names =
                DeclaredNames.of(shown.declared(), Command.SeeSchema.MOST_NAMES, Command.SeeSchema.LONGEST_NAME / 2);
        int place = seen.place(tool, shown.digest(), names);
        if (place < SchemaTable.MOST) {
            ofTool.put(shown.digest(), place);
        }
        return place;
    }

    private static String digest(Map<String, ?> schema) {
        try {
            return Digests.sha256(CanonicalJson.canonicalize(schema));
        } catch (UnencodableException e) {
            return Digests.sha256("not canonical: " + schema);
        }
    }
}
