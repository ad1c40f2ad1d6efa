package dev.interlock.server.door.mcp.aggregate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.Listing;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.Description;
import dev.interlock.server.upstream.Subscription;
import dev.interlock.server.upstream.SubscriptionFilter;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Several servers behind one endpoint. The endpoint describes itself, and tells of their changes; every other request
 * goes to one of them, by {@code AggregateMethods}: decisions know real servers only. A server that does not answer in
 * time keeps nobody waiting: it is left out until it does. Thread-safe.
 */
public final class Aggregate implements Upstream {
    private static final System.Logger LOG = System.getLogger(Aggregate.class.getName());

    /** The longest wait for a server. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The wait for a server that was absent before is so many times shorter. */
    private static final int AWAY = 20;

    private final String name;
    private final List<Upstream> servers;
    private final Parallel parallel;
    /** Servers that are asked to describe themselves, once for all who want to know. */
    private final Map<String, CompletableFuture<Description>> describing = new ConcurrentHashMap<>();

    /** Servers that were left out because they did not describe themselves in time; nobody waits long for them again. */
    private final Set<String> away = ConcurrentHashMap.newKeySet();
    /** Servers of which the log says that they were left out. */
    private final Set<String> leftOut = ConcurrentHashMap.newKeySet();

    private final Set<AggregateSubscription> subscriptions = ConcurrentHashMap.newKeySet();

    /**
     * @param name of the endpoint; no server has it
     * @param servers in the order of lists. They are somebody else's to close
     * @param timeout how long one of them may take before it is left out
     */
    public Aggregate(String name, List<Upstream> servers, Duration timeout) {
        this.name = name;
        this.servers = List.copyOf(servers);
        this.parallel = new Parallel(server -> away.contains(server.name()) ? timeout.dividedBy(AWAY) : timeout);
    }

    @Override
    public String name() {
        return name;
    }

    public List<Upstream> servers() {
        return servers;
    }

    /** The name of the one server that a request is for, if it is for one. Asks none of them. */
    public Optional<String> meant(String method, ObjectNode params) {
        ObjectNode named = method.equals(Names.COMPLETE) ? Json.child(params, "ref") : params;
        String name = named == null ? null : Json.string(named, "name");
        String uri = named == null ? null : Json.string(named, "uri");
        Optional<AggregateNames.ServerItem> of = switch (method) {
            case Names.TOOLS_CALL, Names.PROMPTS_GET ->
                name == null ? Optional.empty() : AggregateNames.promptNamed(servers, name);
            case Names.RESOURCES_READ, Names.SUBSCRIBE, Names.UNSUBSCRIBE, Names.COMPLETE ->
                uri != null
                        ? AggregateNames.uriNamed(servers, uri)
                        : name == null ? Optional.empty() : AggregateNames.promptNamed(servers, name);
            default -> Optional.empty();
        };
        return of.map(found -> found.server().name());
    }

    /** Returns the answers of these servers, which are asked side by side, in their order. */
    public <T> List<Parallel.Response<T>> ask(List<Upstream> some, Parallel.Question<T> question) {
        List<Parallel.Response<T>> heard = parallel.ask(some, this::described, question);
        heard.forEach(this::note);
        return heard;
    }

    private CompletableFuture<Description> described(Upstream server) {
        return describing.compute(
                server.name(), (any, running) -> running == null || running.isDone() ? describe(server) : running);
    }

    private CompletableFuture<Description> describe(Upstream server) {
        return Parallel.start(() -> {
            Description description = server.describe();
            back(server);
            return description;
        });
    }

    /** The server is back: clients that were told lists without it may ask again. */
    private void back(Upstream server) {
        if (away.remove(server.name())) {
            subscriptions.forEach(AggregateSubscription::listsChanged);
        }
    }

    /** Logs an absence only when it changes: lists are asked for often. */
    private void note(Parallel.Response<?> heard) {
        switch (heard) {
            case Parallel.Response.Answer<?> answer -> {
                if (leftOut.remove(answer.server().name())) {
                    LOG.log(
                            System.Logger.Level.INFO,
                            "server `" + answer.server().name() + "` is available again");
                }
            }
            case Parallel.Response.Nothing<?> nothing -> {
                String server = nothing.server().name();
                CompletableFuture<Description> described = describing.get(server);
                // One that is there and fails at one list is not awaited; telling of it would be asked for again and
                // again.
                if (described == null || !described.isDone() || described.isCompletedExceptionally()) {
                    away.add(server);
                }
                if (leftOut.add(server)) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "server `" + server + "` is left out of lists: " + nothing.why());
                }
            }
        }
    }

    /** The union of the capabilities of those that answer, and their instructions one after the other. */
    @Override
    public Description describe() throws UpstreamException {
        AggregateDescription together = new AggregateDescription(servers);
        for (Parallel.Response<Description> heard : ask(servers, (server, description) -> description)) {
            switch (heard) {
                case Parallel.Response.Answer<Description>(Upstream server, Description description) ->
                    together.add(server, description);
                case Parallel.Response.Nothing<Description> nothing -> together.missing(nothing.server());
            }
        }
        return together.description(Revision.modern());
    }

    /** Returns the tools of all servers that answer, under their names here. */
    @Override
    public List<ObjectNode> listTools() {
        List<ObjectNode> all = new ArrayList<>();
        for (Parallel.Response<List<ObjectNode>> heard : ask(servers, (server, description) -> server.listTools())) {
            if (heard instanceof Parallel.Response.Answer<List<ObjectNode>>(Upstream server, List<ObjectNode> tools)) {
                AggregateContent content = new AggregateContent(server.name());
                tools.forEach(tool -> all.add(content.tool(tool)));
            }
        }
        return all;
    }

    @Override
    public Optional<ObjectNode> tool(String tool) {
        return AggregateNames.toolNamed(servers, tool)
                .flatMap(of -> of.server()
                        .tool(of.name())
                        .map(definition -> new AggregateContent(of.server().name()).tool(definition)));
    }

    /** The tools of one server, none if it cannot be asked. */
    static List<ObjectNode> tools(Upstream server) {
        try {
            return server.listTools();
        } catch (UpstreamException e) {
            return List.of();
        }
    }

    @Override
    public ObjectNode page(Listing listing, Optional<String> cursor) throws UpstreamException {
        throw new UpstreamException("`" + listing.method() + "` can only be sent to one server at a time");
    }

    /** INVARIANT: what is carried out was decided on as a request to one server. */
    @Override
    public CallOutcome request(GovernedMethod method, ObjectNode params, ObjectNode meta, Conversation conversation) {
        return new CallOutcome.RefusedBeforeEffect("no-server", "a request must go to exactly one server");
    }

    @Override
    public Subscription subscribe(SubscriptionFilter filter, Consumer<Message.Notification> listener) {
        AggregateSubscription all = new AggregateSubscription(filter, listener, subscriptions::remove);
        subscriptions.add(all);
        parallel.run(servers, all::add);
        return all;
    }

    /** Leaves the servers open: they belong to the caller. */
    @Override
    public void close() {}
}
