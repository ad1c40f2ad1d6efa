package dev.interlock.server.door.mcp.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.mcp.aggregate.Aggregate;
import dev.interlock.server.door.mcp.aggregate.AggregateContent;
import dev.interlock.server.door.mcp.aggregate.AggregateNames;
import dev.interlock.server.door.mcp.request.RequestContext;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Listing;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The methods of an endpoint with several servers: each request becomes one for the server that is meant, with the
 * names that this server knows, and its answer gets the names of the endpoint.
 *
 * <p>INVARIANT: decisions see the real server and the real tool, so that a rule holds whichever way a call comes.
 */
final class AggregateMethods {
    private final Single single;
    private final AggregateLists lists;

    /** The methods of an endpoint with one server. */
    interface Single {
        RpcResult answer(RequestContext context, String method, ObjectNode params);
    }

    AggregateMethods(Single single, Duration listTtl) {
        this.single = single;
        this.lists = new AggregateLists(single, listTtl);
    }

    RpcResult answer(RequestContext context, Aggregate aggregate, String method, ObjectNode params) {
        Optional<Listing> listing = Listing.of(method);
        if (listing.isPresent()) {
            return lists.page(context, aggregate, listing.get(), params);
        }
        List<Upstream> servers = aggregate.servers();
        return switch (method) {
            case Names.TOOLS_LIST -> lists.tools(context, aggregate, params);
            case Names.TOOLS_CALL -> named(context, servers, method, params, AggregateNames::toolNamed);
            case Names.PROMPTS_GET -> named(context, servers, method, params, AggregateNames::promptNamed);
            case Names.RESOURCES_READ -> resource(context, servers, method, params);
            case Names.COMPLETE -> completion(context, servers, params);
            default -> single.answer(context, method, params);
        };
    }

    /** Reads a name of the endpoint. */
    private interface Reading {
        Optional<AggregateNames.ServerItem> of(List<Upstream> servers, String name);
    }

    private RpcResult named(
            RequestContext context, List<Upstream> servers, String method, ObjectNode params, Reading reading) {
        return passed(context, servers, method, params, "name", reading);
    }

    private RpcResult resource(RequestContext context, List<Upstream> servers, String method, ObjectNode params) {
        return passed(context, servers, method, params, "uri", AggregateNames::uriNamed);
    }

    private RpcResult passed(
            RequestContext context,
            List<Upstream> servers,
            String method,
            ObjectNode params,
            String member,
            Reading reading) {
        String name = Json.string(params, member);
        Optional<AggregateNames.ServerItem> of = name == null ? Optional.empty() : reading.of(servers, name);
        if (of.isEmpty()) {
            return unknown("params." + member, servers);
        }
        ObjectNode own = Json.object();
        own.setAll(params);
        own.put(member, of.get().name());
        return forward(context, of.get().server(), method, own);
    }

    private RpcResult completion(RequestContext context, List<Upstream> servers, ObjectNode params) {
        ObjectNode ref = Json.child(params, "ref");
        String member = ref != null && ref.has("uri") ? "uri" : "name";
        String name = ref == null ? null : Json.string(ref, member);
        Optional<AggregateNames.ServerItem> of = name == null
                ? Optional.empty()
                : member.equals("uri")
                        ? AggregateNames.uriNamed(servers, name)
                        : AggregateNames.promptNamed(servers, name);
        if (ref == null || of.isEmpty()) {
            return unknown("params.ref." + member, servers);
        }
        ObjectNode ownRef = Json.object();
        ownRef.setAll(ref);
        ownRef.put(member, of.get().name());
        ObjectNode own = Json.object();
        own.setAll(params);
        own.set("ref", ownRef);
        return forward(context, of.get().server(), Names.COMPLETE, own);
    }

    private RpcResult forward(RequestContext context, Upstream server, String method, ObjectNode params) {
        return switch (single.answer(context.of(server), method, params)) {
            case RpcResult.Result(ObjectNode result) ->
                new RpcResult.Result(new AggregateContent(server.name()).result(result));
            case RpcResult.Failed failed -> failed;
            case RpcResult.Theirs theirs -> theirs;
        };
    }

    private static RpcResult unknown(String member, List<Upstream> servers) {
        boolean uri = member.endsWith("uri");
        String names = servers.stream()
                .map(server -> "`"
                        + (uri ? AggregateNames.uri(server.name(), "") : server.name() + AggregateNames.BETWEEN) + "`")
                .collect(Collectors.joining(", "));
        return RpcResult.failed(
                ErrorCode.INVALID_PARAMS,
                "`" + member + "` must be one from the list; each begins with one of " + names);
    }
}
