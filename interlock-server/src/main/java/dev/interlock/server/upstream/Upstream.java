package dev.interlock.server.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.Listing;
import dev.interlock.server.mcp.Message;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One MCP server, seen as a client. Thread-safe; many calls may be in flight. */
public interface Upstream extends AutoCloseable {

    /** The name that the configuration gives it. */
    String name();

    /** Connects if need be and says what is there. */
    Description describe() throws UpstreamException;

    /**
     * The tools it offers, from a cache that lives as long as the server allows. Unknown members survive; tools that break
     * the protocol's rules are left out. The nodes are shared: read them, copy before changing.
     */
    List<ObjectNode> listTools() throws UpstreamException;

    /** The tool of this name, even from an outdated list; empty if it is not offered or the server cannot be asked. */
    Optional<ObjectNode> tool(String name);

    /**
     * One page of a list, as the server sends it.
     *
     * @param cursor of the page before
     */
    ObjectNode page(Listing listing, Optional<String> cursor) throws UpstreamException;

    /**
     * Sends a request and waits for what becomes of it; once more only when the connection broke, and the conversation and the
     * server both say that twice does no more than once. Never throws for anything the server or the network does.
     *
     * @param params sent exactly as they are
     * @param meta members of `_meta` to send along; those of the protocol are replaced
     * @param conversation with the caller while the request is under way
     */
    CallOutcome request(GovernedMethod method, ObjectNode params, ObjectNode meta, Conversation conversation);

    /** Subscribes the listener, which must not block, to the changes that the filter names. */
    Subscription subscribe(SubscriptionFilter filter, Consumer<Message.Notification> listener);

    /** Calls a tool, with arguments that are sent exactly as they are. */
    default CallOutcome call(String tool, ObjectNode arguments, ObjectNode meta) {
        ObjectNode params = Json.object().put("name", tool);
        params.set("arguments", arguments);
        return request(GovernedMethod.TOOL, params, meta, Conversation.none());
    }

    /** Returns the health of the instances, as far as it is known without asking them. */
    default List<Health> health() {
        return List.of();
    }

    /** A task is over: what runs for it alone may end, once no request of it is under way. Does not block. */
    default void ended(String task) {}

    /** A lease is over: what runs with its credential ends at once, whatever is under way there. Does not block. */
    default void leaseEnded(long lease) {}

    /** Calls in flight end as {@link CallOutcome.Unknown}; later ones as {@link CallOutcome.RefusedBeforeEffect}. */
    @Override
    void close();
}
