package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.json.UnencodableException;
import dev.interlock.policy.argument.AnsweredTool;
import dev.interlock.policy.argument.ArgumentSchema;
import dev.interlock.policy.argument.ByHand;
import dev.interlock.policy.argument.Declared;
import dev.interlock.policy.argument.GroupedRequest;
import dev.interlock.policy.argument.SchemaDeclared;
import dev.interlock.policy.catalog.ArgumentPath;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.server.mcp.wire.Decided;
import dev.interlock.server.mcp.wire.PlainJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The schemas by which the arguments of calls are read: what the servers show of their tools. Each is read once, and named by the facts
 * of the calls that were read by it. What a server declares is its own word: one that shows another schema than the first that this process
 * saw is held where most is at stake, until somebody reviews the tool. Thread-safe.
 */
final class ToolSchemas {

    /** Schemas of one tool that are told apart. */
    private static final int MOST_SCHEMAS = 16;

    /** The parameters that the protocol gives to methods that are no tools. The names within are the server's. */
    private static final Map<String, Declared> METHODS = Map.of(
            Decided.RESOURCE.entry(), taking("uri"),
            Decided.PROMPT.entry(), taking("name", "arguments"),
            Decided.COMPLETION.entry(), taking("ref", "argument", "context"));

    /** The declaration for a tool that its server does not show, or not now. */
    private static final Declared NOTHING = ByHand.of(new TreeMap<>());

    private final Map<String, List<String>> seen = new ConcurrentHashMap<>();
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /**
     * A tool as its server shows it.
     *
     * @param review the digest by which a reviewer names it
     * @param number of its schema among those that were seen of the tool
     */
    private record Known(ObjectNode definition, Declared declared, String digest, String review, int number) {

        boolean isOf(ObjectNode other) {
            return definition.equals(other);
        }
    }

    private static Declared taking(String... names) {
        var members = new TreeMap<String, ByHand>();
        Stream.of(names).forEach(name -> members.put(name, ByHand.of(Declared.Names.OPEN)));
        return ByHand.of(members);
    }

    /** The schema by which the arguments of the call are read. */
    ArgumentSchema of(Catalog catalog, RequestedCall call) {
        Declared method = METHODS.get(call.tool());
        if (method != null) {
            return new ArgumentSchema.Shown(new AnsweredTool(method, ArgumentPath.ANSWERS), "", false);
        }
        Optional<ToolEntry> entry = catalog.tool(call.server(), call.tool());
        if (call.offered().isEmpty() || entry.isEmpty()) {
            // Calls that others carry out have no schema here: they are closed only by what the catalogue declares by
            // hand.
            return new ArgumentSchema.Untold();
        }
        Optional<ObjectNode> definition = definition(call);
        if (definition.isEmpty()) {
            return new ArgumentSchema.Shown(new AnsweredTool(NOTHING, ArgumentPath.ANSWERS), "", false);
        }
        Known shown = known(entry.get().name(), definition.get());
        boolean api = call.offered().filter(RequestedCall.Offered::api).isPresent();
        return new ArgumentSchema.Shown(
                api ? new GroupedRequest(shown.declared()) : new AnsweredTool(shown.declared(), ArgumentPath.ANSWERS),
                shown.digest(),
                entry.get().reviewed().equals(Optional.of(shown.review())),
                api ? GroupedRequest.MERGED : List.of());
    }

    /**
     * The facts of a call, where its tool is not offered as it was: other than somebody reviewed it, or, where nobody did, with another
     * schema than the first that was seen, where most is at stake. Only where it is seen how the tool is offered: what others carry out they
     * look at themselves.
     */
    CallFacts compared(Catalog catalog, RequestedCall call, CallFacts facts) {
        Optional<ToolEntry> entry = catalog.tool(call.server(), call.tool());
        if (entry.isEmpty() || call.offered().isEmpty()) {
            return facts;
        }
        Optional<ObjectNode> definition = definition(call);
        if (entry.get().reviewed().isPresent()) {
            String offered = definition
                    .map(tool -> known(entry.get().name(), tool).review())
                    .orElse(RequestedCall.NOT_OFFERED);
            return entry.get().reviewed().get().equals(offered) ? facts : facts.changed(offered);
        }
        if (definition.isEmpty()) {
            return facts;
        }
        Known shown = known(entry.get().name(), definition.get());
        boolean changed = shown.number() > 0 && catalog.isStrictest(facts.risk()) || shown.number() >= MOST_SCHEMAS;
        return changed ? facts.changed(shown.review()) : facts;
    }

    private static Optional<ObjectNode> definition(RequestedCall call) {
        return call.offered().flatMap(RequestedCall.Offered::definition);
    }

    /** Kept for tools of the catalogue alone, so there are no more than these. */
    private Known known(String tool, ObjectNode definition) {
        Known before = known.get(tool);
        if (before != null && before.isOf(definition)) {
            return before;
        }
        Map<String, ?> schema =
                definition.get("inputSchema") instanceof ObjectNode input ? PlainJson.of(input) : Map.of();
        SchemaDeclared declared = SchemaDeclared.of(schema);
        String digest = digest(schema);
        var now = new Known(definition, declared, digest, Reviewed.digest(definition), number(tool, digest));
        known.put(tool, now);
        return now;
    }

    /** The place of the schema among those that were seen of the tool; a server that shows another each time fills no memory. */
    private int number(String tool, String digest) {
        List<String> now = seen.compute(tool, (name, before) -> {
            List<String> digests = before == null ? List.of() : before;
            return digests.contains(digest) || digests.size() >= MOST_SCHEMAS
                    ? digests
                    : Stream.concat(digests.stream(), Stream.of(digest)).toList();
        });
        int number = now.indexOf(digest);
        return number < 0 ? MOST_SCHEMAS : number;
    }

    private static String digest(Map<String, ?> schema) {
        try {
            return Digests.sha256(CanonicalJson.canonicalize(schema));
        } catch (UnencodableException e) {
            return Digests.sha256("not canonical: " + schema);
        }
    }
}
