package dev.interlock.server.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.Decided;
import dev.interlock.server.mcp.wire.Era;
import dev.interlock.server.mcp.wire.ErrorCode;
import dev.interlock.server.mcp.wire.HeaderValue;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Listing;
import dev.interlock.server.mcp.wire.Message;
import dev.interlock.server.mcp.wire.Names;
import dev.interlock.server.mcp.wire.RpcError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** An MCP server of either era over either transport. */
public final class McpUpstream implements Upstream {
    private static final int MAX_PAGES = 100;
    private static final int MAX_TOOLS = 10_000;

    private final String name;
    private final Channel channel;
    private final EraChoice choice;
    private final Timing timing;
    private final LongSupplier nanos;
    private final AtomicLong ids = new AtomicLong();
    /** Of requests whose callers want to hear of progress, by the id of the request, which is its token too. */
    private final Map<JsonNode, Conversation> progress = new ConcurrentHashMap<>();

    private final List<Consumer<Message.Notification>> subscribers = new CopyOnWriteArrayList<>();

    private final ReentrantLock shaking = new ReentrantLock();
    private final ReentrantLock listing = new ReentrantLock();

    private volatile @Nullable Handshake handshake;
    private Optional<Era> era = Optional.empty(); // guarded by shaking
    private boolean skipProbe; // guarded by shaking
    private volatile @Nullable ToolCache tools;

    McpUpstream(String name, Channel channel, EraChoice choice, Timing timing, LongSupplier nanos) {
        this.name = name;
        this.channel = channel;
        this.choice = choice;
        this.timing = timing;
        this.nanos = nanos;
        channel.onNotification(this::heard);
    }

    private void heard(Message.Notification told) {
        switch (told.method()) {
            case Names.TOOLS_CHANGED -> {
                tools = null;
                subscribers.forEach(subscriber -> subscriber.accept(told));
            }
            case Names.PROGRESS -> {
                JsonNode token = told.params().get(Names.PROGRESS_TOKEN);
                Conversation conversation = token == null ? null : progress.get(token);
                if (conversation != null) {
                    conversation.tell(told);
                }
            }
            default -> {} // nobody asked for it
        }
    }

    /** A server over streamable HTTP. `nanos` is a monotonic clock, such as {@code System::nanoTime}. */
    public static McpUpstream http(
            String name, HttpSettings settings, EraChoice choice, Timing timing, LongSupplier nanos) {
        return new McpUpstream(name, new HttpChannel(settings, timing), choice, timing, nanos);
    }

    /** A server that runs as a child process, started when first needed. */
    public static McpUpstream stdio(
            String name, StdioSettings settings, EraChoice choice, Timing timing, LongSupplier nanos) {
        return new McpUpstream(name, new StdioChannel(name, settings, timing, nanos), choice, timing, nanos);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Description describe() throws UpstreamException {
        return shaken().description();
    }

    // --- handshake

    private Handshake shaken() throws UpstreamException {
        long generation = channel.connect();
        Handshake current = handshake;
        if (current != null && current.framing().generation() == generation) {
            return current;
        }
        shaking.lock();
        try {
            current = handshake;
            if (current != null && current.framing().generation() == channel.connect()) {
                return current;
            }
            Handshake made = new Handshake.Maker(name, channel, timing, ids::incrementAndGet)
                    .make(choice, skipProbe ? Optional.of(Era.LEGACY) : era);
            handshake = made;
            era = Optional.of(made.era());
            return made;
        } catch (UpstreamException e) {
            era = Optional.empty();
            // A legacy server may die at the question for the modern era: every other attempt does not ask it.
            skipProbe = !skipProbe && channel.kind() == Channel.Kind.STDIO;
            throw e;
        } finally {
            shaking.unlock();
        }
    }

    /** Forgets a session that the server has forgotten, unless somebody has already made a new one. */
    @SuppressWarnings("ReferenceEquality") // two handshakes that look alike are two handshakes
    private void forget(Handshake stale) {
        shaking.lock();
        try {
            if (stale.equals(handshake)) {
                handshake = null;
            }
        } finally {
            shaking.unlock();
        }
    }

    // --- tools

    @Override
    public List<ObjectNode> listTools() throws UpstreamException {
        return fresh().tools();
    }

    @Override
    public Optional<ObjectNode> tool(String tool) {
        return known(tool).map(ToolCache.Known::tool);
    }

    private Optional<ToolCache.Known> known(String tool) {
        ToolCache current = tools;
        if (current != null && current.get(tool).isPresent()) {
            return current.get(tool);
        }
        try {
            return fresh().get(tool);
        } catch (UpstreamException e) {
            return Optional.empty();
        }
    }

    private ToolCache fresh() throws UpstreamException {
        ToolCache current = tools;
        if (current != null && current.isFresh(nanos.getAsLong())) {
            return current;
        }
        listing.lock();
        try {
            current = tools;
            if (current != null && current.isFresh(nanos.getAsLong())) {
                return current;
            }
            ToolCache read = readTools();
            tools = read;
            return read;
        } finally {
            listing.unlock();
        }
    }

    private ToolCache readTools() throws UpstreamException {
        List<JsonNode> offered = new ArrayList<>();
        Duration ttl = timing.maxTtl();
        Optional<String> cursor = Optional.empty();
        for (int page = 0; page < MAX_PAGES; page++) {
            ObjectNode params = Json.object();
            cursor.ifPresent(at -> params.put("cursor", at));
            JsonNode result = ask(Names.TOOLS_LIST, params);
            if (!result.path("tools").isArray()) {
                throw failed("it answers `tools/list` without `tools`");
            }
            result.path("tools").forEach(offered::add);
            Duration said = result.path("ttlMs").isIntegralNumber()
                    ? Duration.ofMillis(Math.max(0, result.path("ttlMs").longValue()))
                    : timing.defaultTtl();
            ttl = said.compareTo(ttl) < 0 ? said : ttl;
            cursor = Optional.ofNullable(Json.string(result, "nextCursor"));
            if (offered.size() > MAX_TOOLS) {
                break;
            }
            if (cursor.isEmpty()) {
                return ToolCache.of(name, offered, ttl, nanos.getAsLong());
            }
        }
        throw failed("its list of tools does not end within " + MAX_PAGES + " pages and " + MAX_TOOLS + " tools");
    }

    @Override
    public ObjectNode page(Listing listing, Optional<String> cursor) throws UpstreamException {
        ObjectNode params = Json.object();
        cursor.ifPresent(at -> params.put("cursor", at));
        JsonNode result = ask(listing.method(), params);
        if (!(result instanceof ObjectNode page) || !page.path(listing.items()).isArray()) {
            throw failed("it answers `" + listing.method() + "` without `" + listing.items() + "`");
        }
        return page;
    }

    /** Asks something without effect: tried once more if the session or the process was gone. */
    private JsonNode ask(String method, ObjectNode params) throws UpstreamException {
        for (boolean again = true; ; again = false) {
            Handshake agreed = shaken();
            Message.Request request = Requests.of(ids.incrementAndGet(), method, agreed.params(params, Json.object()));
            Channel.Reply reply =
                    channel.request(request, framed(agreed, Map.of(Names.HEADER_METHOD, method)), timing.call());
            if (again && isStale(reply, agreed)) {
                forget(agreed);
                continue;
            }
            return switch (reply) {
                case Channel.Reply.Answered(Message.Response response, int status, Optional<String> session) ->
                    switch (response.answer()) {
                        case Message.Answer.Result(JsonNode result) -> result;
                        case Message.Answer.Failed(RpcError error) ->
                            throw new UpstreamException(
                                    "server `" + name + "`: it refuses `" + method + "`: " + error.message(),
                                    Optional.of(error));
                    };
                case Channel.Reply.NotSent(String reason) -> throw failed(reason);
                case Channel.Reply.Rejected(int status, String reason) -> throw failed(reason);
                case Channel.Reply.Lost(String reason) -> throw failed(reason);
            };
        }
    }

    // --- calls

    @Override
    public CallOutcome request(Decided kind, ObjectNode params, ObjectNode meta, Conversation conversation) {
        CallOutcome outcome = requested(kind, params, meta, conversation);
        return kind != Decided.TOOL && outcome instanceof CallOutcome.Unknown unknown
                ? new CallOutcome.NoContent(unknown.reason(), Optional.empty())
                : outcome;
    }

    private CallOutcome requested(Decided kind, ObjectNode params, ObjectNode meta, Conversation conversation) {
        boolean listening = conversation.wishes().progress();
        for (boolean again = true; ; again = false) {
            Handshake agreed;
            Map<String, String> mirrored;
            try {
                agreed = shaken();
                mirrored = mirrored(agreed, kind, params);
            } catch (UpstreamException e) {
                return new CallOutcome.RefusedBeforeEffect("unreachable", e.getMessage());
            }
            long id = ids.incrementAndGet();
            Message.Request request =
                    Requests.of(id, kind.method(), agreed.params(params, listening ? tokened(meta, id) : meta));
            if (listening) {
                progress.put(request.id(), conversation);
            }
            Channel.Reply reply;
            try {
                reply = channel.request(request, framed(agreed, mirrored), timing.call());
            } finally {
                progress.remove(request.id());
            }
            // INVARIANT: a call is repeated only after the server or the transport said that it was not processed.
            if (again && isStale(reply, agreed)) {
                forget(agreed);
                continue;
            }
            if (again && isHeaderMismatch(reply)) {
                tools = null;
                continue;
            }
            return outcome(kind, reply);
        }
    }

    @Override
    public Subscription subscribe(SubscriptionFilter wanted, Consumer<Message.Notification> listener) {
        Consumer<Message.Notification> filtered = told -> {
            if (wanted.tools() && told.method().equals(Names.TOOLS_CHANGED)) {
                listener.accept(told);
            }
        };
        subscribers.add(filtered);
        return new Subscription() {
            @Override
            public SubscriptionFilter honoured() {
                return new SubscriptionFilter(wanted.tools(), false, false, Set.of());
            }

            @Override
            public void close() {
                subscribers.remove(filtered);
            }
        };
    }

    /** A token of our own: two callers may have chosen the same. */
    private static ObjectNode tokened(ObjectNode meta, long id) {
        ObjectNode tokened = Json.object();
        tokened.setAll(meta);
        tokened.set(Names.PROGRESS_TOKEN, Json.id(id));
        return tokened;
    }

    private Map<String, String> mirrored(Handshake agreed, Decided kind, ObjectNode params) throws UpstreamException {
        return switch (agreed.era()) {
            case LEGACY -> Map.of();
            case MODERN -> {
                Map<String, String> headers = new LinkedHashMap<>();
                headers.put(Names.HEADER_METHOD, kind.method());
                String name = kind.mirrored().isEmpty() ? null : Json.string(params, kind.mirrored());
                if (name != null) {
                    headers.put(Names.HEADER_NAME, HeaderValue.encode(name));
                }
                if (name != null
                        && kind == Decided.TOOL
                        && channel.kind() == Channel.Kind.HTTP
                        && params.get("arguments") instanceof ObjectNode arguments) {
                    ToolCache current = tools;
                    Optional<ToolCache.Known> known = (current == null ? fresh() : current).get(name);
                    known.ifPresent(found -> headers.putAll(found.headers().produce(arguments)));
                }
                yield headers;
            }
        };
    }

    private static Channel.Framing framed(Handshake agreed, Map<String, String> mirrored) {
        Channel.Framing base = agreed.framing();
        return new Channel.Framing(
                base.version(), base.session(), agreed.era() == Era.MODERN ? mirrored : Map.of(), base.generation());
    }

    /** Whether the reply says that what was agreed is gone: another process, or a session that the server forgot. */
    private boolean isStale(Channel.Reply reply, Handshake agreed) {
        return switch (reply) {
            case Channel.Reply.NotSent unsent -> agreed.framing().generation() != generationNow(agreed);
            case Channel.Reply.Rejected(int status, String reason) ->
                status == 404 && agreed.framing().session().isPresent();
            case Channel.Reply.Answered(Message.Response response, int status, Optional<String> session) ->
                status == 404
                        && agreed.framing().session().isPresent()
                        && response.answer() instanceof Message.Answer.Failed;
            case Channel.Reply.Lost lost -> false;
        };
    }

    private long generationNow(Handshake agreed) {
        try {
            return channel.connect();
        } catch (UpstreamException e) {
            return agreed.framing().generation();
        }
    }

    private static boolean isHeaderMismatch(Channel.Reply reply) {
        return reply instanceof Channel.Reply.Answered(Message.Response response, int status, Optional<String> session)
                && response.answer() instanceof Message.Answer.Failed(RpcError error)
                && error.code() == ErrorCode.HEADER_MISMATCH.code();
    }

    private static CallOutcome outcome(Decided kind, Channel.Reply reply) {
        return switch (reply) {
            case Channel.Reply.Answered(Message.Response response, int status, Optional<String> session) ->
                switch (response.answer()) {
                    case Message.Answer.Result(JsonNode result) -> result(kind, result);
                    case Message.Answer.Failed(RpcError error) -> failure(kind, error, status);
                };
            case Channel.Reply.NotSent(String reason) -> new CallOutcome.RefusedBeforeEffect("unreachable", reason);
            case Channel.Reply.Rejected(int status, String reason) ->
                new CallOutcome.RefusedBeforeEffect("http-" + status, reason);
            case Channel.Reply.Lost(String reason) -> new CallOutcome.Unknown(reason);
        };
    }

    private static CallOutcome result(Decided kind, JsonNode result) {
        if (!(result instanceof ObjectNode object)) {
            return new CallOutcome.Unknown("the result is no object");
        }
        JsonNode type = object.get("resultType");
        if (type != null && !"complete".equals(type.textValue())) {
            return new CallOutcome.Unknown(
                    "the server answers with a result that is not complete, which is not relayed",
                    Optional.of("its type is `" + type.asText() + "`"));
        }
        JsonNode isError = kind == Decided.TOOL ? object.get("isError") : null;
        JsonNode content = object.path(kind.content());
        boolean proper = kind == Decided.COMPLETION ? content.isObject() : content.isArray();
        if (!proper || (isError != null && !isError.isBoolean())) {
            return new CallOutcome.Unknown("the result is no result of `" + kind.method() + "`");
        }
        return new CallOutcome.Result(object, isError != null && isError.booleanValue());
    }

    private static CallOutcome failure(Decided kind, RpcError error, int status) {
        boolean before = HttpChannel.turnsAway(status)
                || (kind == Decided.RESOURCE && error.code() == ErrorCode.RESOURCE_NOT_FOUND.code())
                || error.known().map(ErrorCode::refusesBeforeEffect).orElse(false);
        String code = status == 401 || status == 403 ? "http-" + status : "rpc" + error.code();
        if (kind != Decided.TOOL && !before) {
            return new CallOutcome.NoContent("the server answers with error " + error.code(), Optional.of(error));
        }
        return before
                ? new CallOutcome.RefusedBeforeEffect(
                        code, "the server refuses with error " + error.code(), Optional.of(error))
                : new CallOutcome.Unknown(
                        "the server answers with error " + error.code(), Optional.of(error.message()));
    }

    private UpstreamException failed(String reason) {
        return new UpstreamException("server `" + name + "`: " + reason);
    }

    @Override
    public void close() {
        Handshake last = handshake;
        if (last != null && last.framing().session().isPresent()) {
            channel.farewell(last.framing());
        }
        channel.close();
    }
}
