package dev.interlock.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.fixture.everything.EverythingHttp;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.mcp.McpUpstream;
import dev.interlock.server.upstream.mcp.Servers;
import dev.interlock.server.upstream.mcp.Servers.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes of servers, told outside requests. */
class SubscriptionsTest {
    private static final String WATCHED = "test://watched-resource";
    private static final SubscriptionFilter ALL = new SubscriptionFilter(true, true, true, Set.of(WATCHED));

    private final Servers servers = new Servers();

    @AfterEach
    void close() throws Exception {
        servers.close();
    }

    /** Somebody who listens. */
    private static final class Ear {
        final BlockingQueue<Message.Notification> heard = new LinkedBlockingQueue<>();
        final Subscription subscription;

        Ear(Upstream upstream, SubscriptionFilter filter) {
            subscription = upstream.subscribe(filter, heard::add);
        }

        Message.Notification next() throws InterruptedException {
            Message.Notification next = heard.poll(120, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            return next;
        }
    }

    private static void trigger(Upstream upstream, String what) {
        Servers.text(Servers.call(upstream, "test_trigger_" + what, "{}", Conversation.none()));
    }

    /** Triggers until it is heard: a subscription takes a moment to reach the server. */
    private static void triggerUntilHeard(Upstream upstream, String what, Ear ear) {
        Until.holds(() -> {
            trigger(upstream, what);
            return !ear.heard.isEmpty();
        });
        ear.heard.clear();
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void everybodyHearsWhatTheyWantAndNothingElse(Place place) throws Exception {
        McpUpstream upstream = servers.to(place);
        Ear tools = new Ear(upstream, new SubscriptionFilter(true, false, false, Set.of()));
        Ear all = new Ear(upstream, ALL);
        Ear other = new Ear(upstream, new SubscriptionFilter(false, false, false, Set.of("test://other")));
        assertThat(all.subscription.honoured()).isEqualTo(ALL);
        triggerUntilHeard(upstream, "resource_update", all);
        triggerUntilHeard(upstream, "tool_change", tools);
        all.heard.clear();
        trigger(upstream, "prompt_change");
        trigger(upstream, "resource_update");
        trigger(upstream, "tool_change");
        Set<String> heard = new HashSet<>();
        // What was triggered before may be heard as well.
        Until.holds(() -> {
            Message.Notification notification = all.heard.poll();
            return notification != null
                    && heard.add(notification.method())
                    && heard.containsAll(Set.of(Names.PROMPTS_CHANGED, Names.RESOURCE_UPDATED, Names.TOOLS_CHANGED));
        });
        assertThat(tools.next().method()).isEqualTo(Names.TOOLS_CHANGED);
        assertThat(other.heard).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void theListOfToolsIsReadAgainWhenItHasChanged(Place place) throws Exception {
        McpUpstream upstream = servers.to(place);
        Ear ear = new Ear(upstream, new SubscriptionFilter(true, false, false, Set.of()));
        boolean there = isThere(upstream);
        // Each time it is there, or not; the news of it take a moment.
        Until.holds(() -> {
            trigger(upstream, "tool_change");
            return isThere(upstream) != there;
        });
        assertThat(ear.next().method()).isEqualTo(Names.TOOLS_CHANGED);
    }

    private static boolean isThere(McpUpstream upstream) {
        try {
            return upstream.listTools().stream()
                    .anyMatch(tool -> tool.path("name").asText().equals("test_dynamic_tool"));
        } catch (UpstreamException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void oneStreamServesAllAndEndsWithTheLast() {
        EverythingHttp server = servers.http(Era.MODERN);
        McpUpstream upstream = servers.to(server, Servers.TIMING);
        Ear first = new Ear(upstream, ALL);
        Until.holds(() -> server.everything.listeners() == 1);
        Ear second = new Ear(upstream, new SubscriptionFilter(true, false, false, Set.of(WATCHED)));
        assertThat(listens(server)).hasSize(1);
        Schemas.assertValid(
                Era.MODERN, "SubscriptionsListenRequest", listens(server).getFirst());
        first.subscription.close();
        triggerUntilHeard(upstream, "tool_change", second);
        second.subscription.close();
        Until.holds(() -> server.everything.listeners() == 0);
    }

    private static List<ObjectNode> listens(EverythingHttp server) {
        return server.everything.received.stream()
                .filter(message -> message.path("method").asText().equals(Names.LISTEN))
                .toList();
    }

    @Test
    void whoWantsMoreGetsItWithoutALossForTheOthers() throws Exception {
        EverythingHttp server = servers.http(Era.MODERN);
        McpUpstream upstream = servers.to(server, Servers.TIMING);
        Ear first = new Ear(upstream, new SubscriptionFilter(true, false, false, Set.of()));
        Until.holds(() -> server.everything.listeners() == 1);
        Ear second = new Ear(upstream, ALL);
        trigger(upstream, "tool_change");
        assertThat(first.next().method()).isEqualTo(Names.TOOLS_CHANGED);
        triggerUntilHeard(upstream, "resource_update", second);
        Until.holds(() -> server.everything.listeners() == 1);
        assertThat(listens(server)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void aStreamThatEndsIsOpenedAgainAndNothingIsMissed(Era era) throws Exception {
        EverythingHttp first = servers.http(era);
        int port = first.endpoint().getPort();
        McpUpstream upstream = servers.to(first, Servers.TIMING);
        Ear ear = new Ear(upstream, ALL);
        triggerUntilHeard(upstream, "resource_update", ear);
        first.close();
        EverythingHttp second = servers.closing(new EverythingHttp(Set.of(era), port));
        triggerUntilHeard(upstream, "resource_update", ear);
        assertThat(second.everything.received).isNotEmpty();
    }

    @Test
    void resourcesAreSubscribedToOnceInTheLegacyEra() {
        EverythingHttp server = servers.http(Era.LEGACY);
        McpUpstream upstream = servers.to(server, Servers.TIMING);
        Ear first = new Ear(upstream, ALL);
        Ear second = new Ear(upstream, new SubscriptionFilter(false, false, false, Set.of(WATCHED, "test://b")));
        triggerUntilHeard(upstream, "resource_update", first);
        Until.holds(() -> count(server, Names.SUBSCRIBE) == 2);
        second.subscription.close();
        Until.holds(() -> count(server, Names.UNSUBSCRIBE) == 1);
        first.subscription.close();
        Until.holds(() -> count(server, Names.UNSUBSCRIBE) == 2);
        for (ObjectNode message : server.everything.received) {
            switch (message.path("method").asText()) {
                case Names.SUBSCRIBE -> Schemas.assertValid(Era.LEGACY, "SubscribeRequest", message);
                case Names.UNSUBSCRIBE -> Schemas.assertValid(Era.LEGACY, "UnsubscribeRequest", message);
                default -> {}
            }
        }
        assertThat(count(server, Names.SUBSCRIBE)).isEqualTo(2);
    }

    private static long count(EverythingHttp server, String method) {
        return server.everything.received.stream()
                .filter(message -> message.path("method").asText().equals(method))
                .count();
    }

    @Test
    void anAnswerMayComeOnAnotherStream() {
        McpUpstream upstream = servers.to(Place.LEGACY_HTTP);
        assertThat(Servers.text(Servers.call(upstream, "test_reconnection", "{}", Conversation.none())))
                .isEqualTo("answered after the stream broke off");
    }

    @Test
    void aServerThatIsNotThereTellsNothing() throws Exception {
        EverythingHttp server = servers.http(Era.MODERN);
        server.close();
        Ear ear = new Ear(servers.to(server, Servers.TIMING), ALL);
        assertThat(ear.subscription.honoured()).isEqualTo(SubscriptionFilter.none());
    }
}
