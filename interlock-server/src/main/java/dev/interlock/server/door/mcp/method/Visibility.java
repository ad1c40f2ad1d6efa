package dev.interlock.server.door.mcp.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.mcp.aggregate.Aggregate;
import dev.interlock.server.door.mcp.aggregate.AggregateNames;
import dev.interlock.server.door.mcp.request.RequestContext;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.enforce.ListAnswer;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.upstream.SubscriptionFilter;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The changes that a caller may hear of: those of things that it can see, and of resources that it may read. */
final class Visibility {
    private final Relay relay;

    Visibility(Relay relay) {
        this.relay = relay;
    }

    /** Returns why the caller sees nothing at all, if it does not; for instance because there is no such task. */
    Optional<RpcResult> nothing(RequestContext context) {
        for (Upstream server : servers(context)) {
            if (relay.list(context.of(server), List.of()) instanceof ListAnswer.Refused refused) {
                return Optional.of(relay.refused(refused));
            }
        }
        return Optional.empty();
    }

    /** Returns whether the method may be asked of a server at all. */
    boolean sees(RequestContext context, GovernedMethod method) {
        ObjectNode entry = Json.object().put("name", method.entry());
        for (Upstream server : servers(context)) {
            if (relay.list(context.of(server), List.of(entry)) instanceof ListAnswer.Tools(List<ObjectNode> visible)
                    && !visible.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the wanted changes that the caller may hear of and the server tells. A change of the list of tools is
     * told in any case, as another policy changes the list, too. Each resource is decided on like a read of it.
     */
    SubscriptionFilter allowed(RequestContext context, SubscriptionFilter filter) {
        ObjectNode offered = offered(context.upstream());
        boolean resources = sees(context, GovernedMethod.RESOURCE);
        Set<String> uris = new LinkedHashSet<>();
        if (resources && offersUpdates(context)) {
            filter.uris().stream().filter(uri -> mayRead(context, uri)).forEach(uris::add);
        }
        return new SubscriptionFilter(
                filter.tools(),
                filter.prompts()
                        && offered.at("/prompts/listChanged").asBoolean()
                        && sees(context, GovernedMethod.PROMPT),
                filter.resources() && offered.at("/resources/listChanged").asBoolean() && resources,
                uris);
    }

    /** Returns whether the server tells of updates of resources. */
    boolean offersUpdates(RequestContext context) {
        return offered(context.upstream()).at("/resources/subscribe").asBoolean();
    }

    /** Returns whether the caller may read this resource. */
    boolean mayRead(RequestContext context, String uri) {
        if (!(context.upstream() instanceof Aggregate aggregate)) {
            return relay.mayRead(context, uri);
        }
        return AggregateNames.uriNamed(aggregate.servers(), uri)
                .filter(of -> relay.mayRead(context.of(of.server()), of.name()))
                .isPresent();
    }

    /** Returns whether the caller may get the address of a resource, as its server wrote it: it is content of its task then. */
    boolean gives(RequestContext context, String uri) {
        if (!(context.upstream() instanceof Aggregate aggregate)) {
            return relay.gives(context, GovernedMethod.RESOURCE, List.of(address(uri)));
        }
        return AggregateNames.uriNamed(aggregate.servers(), uri)
                .filter(of ->
                        relay.gives(context.of(of.server()), GovernedMethod.RESOURCE, List.of(address(of.name()))))
                .isPresent();
    }

    private static ObjectNode address(String uri) {
        return Json.object().put("uri", uri);
    }

    private static List<Upstream> servers(RequestContext context) {
        return context.upstream() instanceof Aggregate aggregate ? aggregate.servers() : List.of(context.upstream());
    }

    private static ObjectNode offered(Upstream upstream) {
        try {
            return upstream.describe().capabilities();
        } catch (UpstreamException e) {
            return Json.object();
        }
    }
}
