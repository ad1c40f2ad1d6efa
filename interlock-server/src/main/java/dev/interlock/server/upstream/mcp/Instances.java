package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.Listing;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.Description;
import dev.interlock.server.upstream.Health;
import dev.interlock.server.upstream.Subscription;
import dev.interlock.server.upstream.SubscriptionFilter;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One server in several instances, which are thought to be alike. Each has a session of its own; a request goes to the one that
 * is doing well and has the least to do. Thread-safe.
 */
public final class Instances implements Upstream {

    /** A question to one instance. */
    private interface Asking<T> {
        T of(McpUpstream instance) throws UpstreamException;
    }

    private final String name;
    private final List<McpUpstream> instances;
    private final AtomicInteger turn = new AtomicInteger();

    /** @param instances at least one; they are closed with this */
    public Instances(String name, List<McpUpstream> instances) {
        if (instances.isEmpty()) {
            throw new IllegalArgumentException("a server needs an instance");
        }
        this.name = name;
        this.instances = List.copyOf(instances);
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * Returns the instances in the order in which they are tried: healthy ones first, then those with the least to do,
     * then in turn.
     */
    private List<McpUpstream> order() {
        int first = Math.floorMod(turn.getAndIncrement(), instances.size());
        record Ranked(McpUpstream instance, Health health) {}
        List<Ranked> ranked = new ArrayList<>();
        for (int i = 0; i < instances.size(); i++) {
            McpUpstream each = instances.get((first + i) % instances.size());
            ranked.add(new Ranked(each, each.health().getFirst()));
        }
        ranked.sort(
                Comparator.<Ranked, Health.State>comparing(each -> each.health().state())
                        .thenComparing(each -> each.health().underWay()));
        return ranked.stream().map(Ranked::instance).toList();
    }

    /** The answer of the first that can be asked. */
    private <T> T ask(Asking<T> asking) throws UpstreamException {
        Optional<UpstreamException> failure = Optional.empty();
        for (McpUpstream instance : order()) {
            try {
                return asking.of(instance);
            } catch (UpstreamException e) {
                if (e.error().isPresent()) {
                    throw e; // it was asked, and this is what it says
                }
                failure = failure.or(() -> Optional.of(e));
            }
        }
        throw failure.orElseThrow();
    }

    @Override
    public Description describe() throws UpstreamException {
        return ask(McpUpstream::describe);
    }

    @Override
    public List<ObjectNode> listTools() throws UpstreamException {
        return ask(McpUpstream::listTools);
    }

    @Override
    public Optional<ObjectNode> tool(String tool) {
        return order().stream()
                .map(instance -> instance.tool(tool))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** A cursor belongs to the server, not to one instance. */
    @Override
    public ObjectNode page(Listing listing, Optional<String> cursor) throws UpstreamException {
        return ask(instance -> instance.page(listing, cursor));
    }

    @Override
    public CallOutcome request(GovernedMethod method, ObjectNode params, ObjectNode meta, Conversation conversation) {
        return Repeats.request(order(), method, params, meta, conversation);
    }

    /**
     * Subscribes at all instances: nobody knows which of them will tell. A change that several tell of is heard several
     * times.
     */
    @Override
    public Subscription subscribe(SubscriptionFilter filter, Consumer<Message.Notification> listener) {
        List<Subscription> all = instances.stream()
                .map(instance -> instance.subscribe(filter, listener))
                .toList();
        return new Subscription() {
            @Override
            public SubscriptionFilter honoured() {
                boolean tools = false;
                boolean prompts = false;
                boolean resources = false;
                Set<String> uris = new HashSet<>();
                for (Subscription each : all) {
                    SubscriptionFilter one = each.honoured();
                    tools |= one.tools();
                    prompts |= one.prompts();
                    resources |= one.resources();
                    uris.addAll(one.uris());
                }
                return new SubscriptionFilter(tools, prompts, resources, uris);
            }

            @Override
            public void close() {
                all.forEach(Subscription::close);
            }
        };
    }

    @Override
    public List<Health> health() {
        return instances.stream().flatMap(each -> each.health().stream()).toList();
    }

    @Override
    public void close() {
        instances.forEach(Upstream::close);
    }
}
