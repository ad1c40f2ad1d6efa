package dev.interlock.server.door.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.mcp.aggregate.Aggregate;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.ScriptedUpstream;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Subscription;
import dev.interlock.server.upstream.SubscriptionFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several servers at one endpoint, and what takes a while: servers that come later, and calls that become tasks. */
class AggregateTimeTest {
    private static final String TASKS = "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";

    private final ScriptedUpstream one = new ScriptedUpstream("one");
    private final ScriptedUpstream late = new ScriptedUpstream("late");
    private final Aggregate all = new Aggregate("all", List.of(one, late), Duration.ofMinutes(1));
    private final Gateway gateway = new Gateway(
            DoorSettings.loopback()
                    .withWaiting(new DoorSettings.Waiting(Duration.ofMinutes(1), 4, 2, Duration.ofMillis(20))),
            Map.of("all", all));
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void stop() {
        go.countDown();
        gateway.close();
    }

    private JsonNode tools() {
        return gateway.modern("all", Names.TOOLS_LIST, "", "").send().json().path("result");
    }

    @Test
    void whatComesLaterIsTold() {
        late.on("echo", (params, conversation) -> ScriptedUpstream.text("x"));
        late.gone = true;
        List<String> heard = new ArrayList<>();
        try (Subscription subscription = all.subscribe(
                new SubscriptionFilter(true, false, true, Set.of()),
                notification -> heard.add(notification.method()))) {
            assertThat(subscription.honoured().tools()).isTrue();
            assertThat(tools().at("/_meta/dev.interlock~1unavailable/0").asText())
                    .isEqualTo("late");
            assertThat(tools().path("tools")).isEmpty();
            assertThat(heard).isEmpty();
            late.gone = false;
            assertThat(tools().at("/tools/0/name").asText()).isEqualTo("late__echo");
            assertThat(heard).containsExactly(Names.TOOLS_CHANGED, Names.RESOURCES_CHANGED);
            assertThat(tools().path("_meta").has(Names.META_UNAVAILABLE)).isFalse();
        }
        late.gone = true;
        tools();
        late.gone = false;
        tools();
        assertThat(heard).as("it is closed").hasSize(2);
    }

    /** Who is told of a change asks again; a server that fails at one list would keep it asking. */
    @Test
    void aServerThatFailsAtOneListIsNoChange() {
        late.failing = true;
        List<String> heard = new ArrayList<>();
        try (Subscription subscription = all.subscribe(
                new SubscriptionFilter(true, true, true, Set.of()), notification -> heard.add(notification.method()))) {
            assertThat(subscription.honoured().tools()).isTrue();
            for (int i = 0; i < 3; i++) {
                assertThat(tools().at("/_meta/dev.interlock~1unavailable/0").asText())
                        .isEqualTo("late");
                gateway.modern("all", "prompts/list", "", "").send();
            }
            assertThat(heard).isEmpty();
        }
    }

    private JsonNode ask(String method, String name, String params) {
        try (var post = gateway.capable("all", method, name, params, TASKS).open()) {
            return post.next().path("result");
        }
    }

    @Test
    void aLongCallIsATaskOfTheEndpoint() {
        one.on("slow", (params, conversation) -> {
            conversation.becameTask();
            go.await();
            return new CallOutcome.Result(
                    Trees.object("{\"content\":[{\"type\":\"resource_link\",\"uri\":\"file:///x\",\"name\":\"x\"}]}"),
                    false);
        });
        JsonNode created = ask(Names.TOOLS_CALL, "one__slow", "\"name\":\"one__slow\",\"arguments\":{},");
        assertThat(created.path("resultType").asText()).as("%s", created).isEqualTo("task");
        String id = created.path("taskId").asText();
        go.countDown();
        JsonNode task = ask("tasks/get", id, "\"taskId\":\"" + id + "\",");
        while (task.path("status").asText().equals("working")) {
            task = ask("tasks/get", id, "\"taskId\":\"" + id + "\",");
        }
        assertThat(task.at("/result/content/0/uri").asText()).as("%s", task).isEqualTo("one+file:///x");
        assertThat(gateway.calls)
                .singleElement()
                .satisfies(call -> assertThat(call.server() + "/" + call.tool()).isEqualTo("one/slow"));
    }
}
