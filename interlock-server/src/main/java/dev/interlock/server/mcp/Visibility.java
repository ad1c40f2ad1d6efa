package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.enforce.ListAnswer;
import dev.interlock.server.mcp.wire.Decided;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.upstream.SubscriptionFilter;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whose changes a caller may hear of: of what it can see, and of resources that it may read. */
final class Visibility {
    private final Relay relay;

    Visibility(Relay relay) {
        this.relay = relay;
    }

    /** Why the caller sees nothing at all, if it does not; for instance because there is no such task. */
    Optional<Said> nothing(Asked asked) {
        for (Upstream server : servers(asked)) {
            if (relay.list(asked.of(server), List.of()) instanceof ListAnswer.Refused refused) {
                return Optional.of(relay.refused(refused));
            }
        }
        return Optional.empty();
    }

    /** Whether there is a server of which it may ask this. */
    boolean sees(Asked asked, Decided kind) {
        ObjectNode entry = Json.object().put("name", kind.entry());
        for (Upstream server : servers(asked)) {
            if (relay.list(asked.of(server), List.of(entry)) instanceof ListAnswer.Tools(List<ObjectNode> visible)
                    && !visible.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * What of the wanted the caller may hear of and the server tells. That the list of tools has changed is told in any case:
     * another policy changes it, too. Each resource is decided on as if it were read.
     */
    SubscriptionFilter allowed(Asked asked, SubscriptionFilter wanted) {
        ObjectNode offered = offered(asked.upstream());
        boolean resources = sees(asked, Decided.RESOURCE);
        Set<String> uris = new LinkedHashSet<>();
        if (resources && offersUpdates(asked)) {
            wanted.uris().stream().filter(uri -> mayRead(asked, uri)).forEach(uris::add);
        }
        return new SubscriptionFilter(
                wanted.tools(),
                wanted.prompts() && offered.at("/prompts/listChanged").asBoolean() && sees(asked, Decided.PROMPT),
                wanted.resources() && offered.at("/resources/listChanged").asBoolean() && resources,
                uris);
    }

    /** Whether the server tells of updates of resources. */
    boolean offersUpdates(Asked asked) {
        return offered(asked.upstream()).at("/resources/subscribe").asBoolean();
    }

    /** Whether the caller may read this resource. */
    boolean mayRead(Asked asked, String uri) {
        if (!(asked.upstream() instanceof Aggregate aggregate)) {
            return relay.mayRead(asked, uri);
        }
        return AggregateNames.uriNamed(aggregate.servers(), uri)
                .filter(of -> relay.mayRead(asked.of(of.server()), of.name()))
                .isPresent();
    }

    private static List<Upstream> servers(Asked asked) {
        return asked.upstream() instanceof Aggregate aggregate ? aggregate.servers() : List.of(asked.upstream());
    }

    private static ObjectNode offered(Upstream upstream) {
        try {
            return upstream.describe().capabilities();
        } catch (UpstreamException e) {
            return Json.object();
        }
    }
}
