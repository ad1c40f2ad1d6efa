package dev.interlock.server.door.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.mcp.aggregate.Aggregate;
import dev.interlock.server.door.mcp.aggregate.AggregateContent;
import dev.interlock.server.door.mcp.aggregate.Parallel;
import dev.interlock.server.door.mcp.request.Answers;
import dev.interlock.server.door.mcp.request.RequestContext;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Listing;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Lists of several servers, one after the other in the order of the configuration. Each is what its server shows this caller. A
 * cursor names the server whose list goes on, and holds that server's own cursor under its seal.
 */
final class AggregateLists {
    private final AggregateMethods.Single single;
    private final Duration listTtl;

    AggregateLists(AggregateMethods.Single single, Duration listTtl) {
        this.single = single;
        this.listTtl = listTtl;
    }

    /** Lists the tools of all servers on one page, as of a single server. */
    RpcResult tools(RequestContext context, Aggregate aggregate, ObjectNode params) {
        if (params.has("cursor")) {
            return RpcResult.failed(
                    ErrorCode.INVALID_PARAMS, "`cursor` is unknown: the list has only one page, so leave it out");
        }
        return gather(context, aggregate, Names.TOOLS_LIST, "tools", aggregate.servers(), Optional.empty());
    }

    RpcResult page(RequestContext context, Aggregate aggregate, Listing listing, ObjectNode params) {
        JsonNode given = params.get("cursor");
        List<Upstream> servers = aggregate.servers();
        if (given == null) {
            return gather(context, aggregate, listing.method(), listing.items(), servers, Optional.empty());
        }
        String text = given.isTextual() ? given.textValue() : "";
        int colon = text.indexOf(':');
        for (int i = 0; i < servers.size() && colon >= 0; i++) {
            if (servers.get(i).name().equals(text.substring(0, colon))) {
                List<Upstream> left = servers.subList(i, servers.size());
                Optional<String> cursor = Optional.of(text.substring(colon + 1));
                return gather(context, aggregate, listing.method(), listing.items(), left, cursor);
            }
        }
        return RpcResult.failed(
                ErrorCode.INVALID_PARAMS,
                "`params.cursor` must be the `nextCursor` of the previous page; if it is, start again with the first"
                        + " page");
    }

    /** Gathers the list from the first of these servers, at the cursor, up to the first one whose list goes on. */
    private RpcResult gather(
            RequestContext context,
            Aggregate aggregate,
            String method,
            String items,
            List<Upstream> servers,
            Optional<String> cursor) {
        Page page = new Page(items, method);
        if (cursor.isPresent()) {
            ObjectNode params = Json.object().put("cursor", cursor.get());
            ask(context, aggregate, method, servers.subList(0, 1), params, page);
        }
        List<Upstream> next = cursor.isPresent() ? servers.subList(1, servers.size()) : servers;
        if (!page.full()) {
            ask(context, aggregate, method, next, Json.object(), page);
        }
        return page.result(context, listTtl);
    }

    private void ask(
            RequestContext context,
            Aggregate aggregate,
            String method,
            List<Upstream> servers,
            ObjectNode params,
            Page page) {
        Parallel.Question<RpcResult> question = (server, description) -> answered(context, server, method, params);
        for (Parallel.Response<RpcResult> heard : aggregate.ask(servers, question)) {
            if (page.full()) {
                return;
            }
            switch (heard) {
                case Parallel.Response.Nothing<RpcResult> nothing -> page.leaveOut(nothing.server());
                case Parallel.Response.Answer<RpcResult>(Upstream server, RpcResult result) -> page.add(server, result);
            }
        }
    }

    /** Returns the server's answer; a server that fails counts as one that is not there. */
    private RpcResult answered(RequestContext context, Upstream server, String method, ObjectNode params)
            throws UpstreamException {
        RpcResult result = single.answer(context.of(server), method, params);
        RpcError none = switch (result) {
            case RpcResult.Result ignored -> null;
            case RpcResult.Theirs(RpcError error) -> error;
            case RpcResult.Failed(RpcError error) ->
                error.code() == ErrorCode.UPSTREAM_UNAVAILABLE.code() ? error : null;
        };
        if (none != null) {
            throw new UpstreamException(none.message());
        }
        return result;
    }

    /** A page while it grows. */
    private static final class Page {
        private final String items;
        private final String method;
        private final ArrayNode list = Json.array();
        private final List<String> unavailable = new ArrayList<>();
        private final Set<String> names = new HashSet<>();
        private Optional<String> next = Optional.empty();
        private Optional<RpcResult> refused = Optional.empty();
        private boolean offered;
        private long ttl = Long.MAX_VALUE;

        Page(String items, String method) {
            this.items = items;
            this.method = method;
        }

        boolean full() {
            return next.isPresent() || refused.isPresent();
        }

        /** Leaves the server out. It may be there again at any time, so clients must not keep this list. */
        void leaveOut(Upstream server) {
            unavailable.add(server.name());
            ttl = 0;
        }

        void add(Upstream server, RpcResult result) {
            switch (result) {
                case RpcResult.Result(ObjectNode tree) -> add(server, tree);
                case RpcResult.Failed(RpcError error) -> {
                    // A server that does not offer it adds nothing; one that refuses the caller has the same reason as
                    // all the others.
                    if (error.code() != ErrorCode.METHOD_NOT_FOUND.code()) {
                        refused = Optional.of(result);
                    }
                }
                case RpcResult.Theirs theirs -> leaveOut(server);
            }
        }

        private void add(Upstream server, ObjectNode result) {
            offered = true;
            UnaryOperator<ObjectNode> named = naming(new AggregateContent(server.name()));
            for (JsonNode item : result.path(items)) {
                if (item instanceof ObjectNode object) {
                    ObjectNode shown = named.apply(object);
                    // Two tools of one server that are too long and differ only at their end, if ever.
                    if (!items.equals("tools") || names.add(shown.path("name").asText())) {
                        list.add(shown);
                    }
                }
            }
            JsonNode kept = result.get("ttlMs");
            ttl = kept == null ? ttl : Math.min(ttl, kept.asLong());
            String cursor = Json.string(result, "nextCursor");
            next = Optional.ofNullable(cursor).map(own -> server.name() + ":" + own);
        }

        private UnaryOperator<ObjectNode> naming(AggregateContent content) {
            return switch (items) {
                case "tools" -> content::tool;
                case "prompts" -> content::prompt;
                case "resourceTemplates" -> content::template;
                default -> content::resource;
            };
        }

        RpcResult result(RequestContext context, Duration listTtl) {
            if (refused.isPresent()) {
                return refused.get();
            }
            if (!offered) {
                return unavailable.isEmpty()
                        ? RpcResult.failed(ErrorCode.METHOD_NOT_FOUND, "no server here offers `" + method + "`")
                        : RpcResult.failed(
                                ErrorCode.UPSTREAM_UNAVAILABLE,
                                "no answer from `" + String.join("`, `", unavailable) + "`; try again later");
            }
            ObjectNode result = Json.object();
            result.set(items, list);
            next.ifPresent(cursor -> result.put("nextCursor", cursor));
            if (ttl != Long.MAX_VALUE) {
                result.put("ttlMs", ttl);
            }
            if (!unavailable.isEmpty()) {
                ArrayNode names = result.putObject("_meta").putArray(Names.META_UNAVAILABLE);
                unavailable.forEach(names::add);
            }
            return new RpcResult.Result(Answers.cached(result, context.era(), listTtl));
        }
    }
}
