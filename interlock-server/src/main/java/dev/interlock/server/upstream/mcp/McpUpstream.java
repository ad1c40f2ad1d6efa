package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.Listing;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Channel;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.Description;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Health;
import dev.interlock.server.upstream.Subscription;
import dev.interlock.server.upstream.SubscriptionFilter;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import dev.interlock.server.upstream.http.HttpChannel;
import dev.interlock.server.upstream.http.HttpSettings;
import dev.interlock.server.upstream.stdio.StdioChannel;
import dev.interlock.server.upstream.stdio.StdioSettings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** An MCP server of either era over either transport. */
public final class McpUpstream implements Upstream {

    /**
     * The manner of speaking with a server.
     *
     * @param relays whether its questions are relayed to callers; otherwise it is told that it must not ask
     */
    record Manner(EraChoice era, Timing timing, boolean relays) {}

    private final String name;
    private final String instance;
    private final Channel channel;
    private final UnderwayRequests underways;
    private final Handshakes handshakes;
    private final Requester requester;
    private final ToolList tools;
    private final Calls calls;
    private final Subscriptions subscriptions;

    private McpUpstream(String name, String instance, Channel bare, Manner manner, LongSupplier nanos) {
        this.name = name;
        this.instance = instance;
        // A process is started again with growing pauses of its own.
        this.channel = bare.kind() == Channel.Kind.HTTP ? new BreakerChannel(bare, new Breaker(nanos)) : bare;
        AtomicLong ids = new AtomicLong();
        this.underways = new UnderwayRequests(this::notified);
        channel.listen(underways);
        this.handshakes = new Handshakes(name, channel, manner, ids::incrementAndGet, underways);
        this.requester = new Requester(
                name, channel, handshakes, ids::incrementAndGet, manner.timing().call(), underways);
        this.tools = new ToolList(name, requester, manner.timing(), nanos);
        var watching =
                new Watch.Tools(channel, handshakes, requester, ids::incrementAndGet, manner.timing(), underways);
        this.subscriptions = new Subscriptions(handshakes, owner -> new Watch(watching, owner), () -> tools.drop());
        this.calls = new Calls(
                channel,
                handshakes,
                requester,
                tools,
                underways,
                new LogSetting(requester),
                subscriptions,
                manner.timing(),
                ids::incrementAndGet);
    }

    private void notified(Message.Notification notification) {
        subscriptions.notified(notification);
    }

    /** A server over streamable HTTP. `nanos` is a monotonic clock, such as {@code System::nanoTime}. */
    public static McpUpstream http(
            String name, HttpSettings settings, EraChoice choice, Timing timing, LongSupplier nanos) {
        return http(name, settings, new Manner(choice, timing, true), nanos);
    }

    /** Makes a server like {@link #http}, for a program that calls by itself and cannot be asked anything. */
    public static McpUpstream client(
            String name, HttpSettings settings, EraChoice choice, Timing timing, LongSupplier nanos) {
        return http(name, settings, new Manner(choice, timing, false), nanos);
    }

    private static McpUpstream http(String name, HttpSettings settings, Manner manner, LongSupplier nanos) {
        Channel channel = new HttpChannel(settings, manner.timing());
        return new McpUpstream(name, settings.endpoint().getAuthority(), channel, manner, nanos);
    }

    /** A server that runs as a child process, started when first needed. */
    public static McpUpstream stdio(
            String name, StdioSettings settings, EraChoice choice, Timing timing, LongSupplier nanos) {
        return stdio(name, "process", settings, choice, timing, nanos);
    }

    /**
     * Makes a server like {@link #stdio(String, StdioSettings, EraChoice, Timing, LongSupplier)}, one of several;
     * `instance` says which.
     */
    public static McpUpstream stdio(
            String name, String instance, StdioSettings settings, EraChoice choice, Timing timing, LongSupplier nanos) {
        return new McpUpstream(
                name,
                instance,
                new StdioChannel(name, settings, timing, nanos),
                new Manner(choice, timing, true),
                nanos);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Description describe() throws UpstreamException {
        return handshakes.get().description();
    }

    @Override
    public List<ObjectNode> listTools() throws UpstreamException {
        return tools.fresh().tools();
    }

    @Override
    public Optional<ObjectNode> tool(String tool) {
        return tools.known(tool).map(ToolCache.Known::tool);
    }

    @Override
    public ObjectNode page(Listing listing, Optional<String> cursor) throws UpstreamException {
        ObjectNode params = Json.object();
        cursor.ifPresent(at -> params.put("cursor", at));
        JsonNode result = requester.ask(listing.method(), params);
        if (!(result instanceof ObjectNode page) || !page.path(listing.items()).isArray()) {
            throw requester.failed("it answered `" + listing.method() + "` without `" + listing.items() + "`");
        }
        return page;
    }

    @Override
    public CallOutcome request(GovernedMethod method, ObjectNode params, ObjectNode meta, Conversation conversation) {
        return Repeats.request(List.of(this), method, params, meta, conversation);
    }

    /** Sends it once. */
    Repeats.Attempt attempt(GovernedMethod method, ObjectNode params, ObjectNode meta, Conversation conversation) {
        return calls.request(method, params, meta, conversation);
    }

    @Override
    public List<Health> health() {
        Health.Condition now = channel.condition();
        return List.of(new Health(instance, now.state(), underways.count(), now.failures(), now.trouble()));
    }

    @Override
    public Subscription subscribe(SubscriptionFilter filter, Consumer<Message.Notification> listener) {
        return subscriptions.add(filter, listener);
    }

    @Override
    public void close() {
        subscriptions.close();
        handshakes
                .last()
                .map(Handshake::framing)
                .filter(framing -> framing.session().isPresent())
                .ifPresent(channel::farewell);
        channel.close();
    }
}
