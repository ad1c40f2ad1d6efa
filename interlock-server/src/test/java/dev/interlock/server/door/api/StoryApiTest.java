package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.index.IndexedEntries;
import dev.interlock.server.render.CallStory;
import dev.interlock.server.render.FindingWords;
import dev.interlock.server.render.StoryJson;
import dev.interlock.server.render.TaskStory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stories of calls, and histories of tasks, over the API. */
class StoryApiTest {

    private ApiServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private JsonNode got(String path) throws Exception {
        ApiServer.Reply reply = server.send("otto", "GET", path);
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
        return reply.body();
    }

    private static List<String> texts(JsonNode array, String name) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(each -> each.get(name).textValue())
                .toList();
    }

    @Test
    void theStoryOfACallIsThatOfTheCommandLine() throws Exception {
        String hold = server.heldRelease();
        assertThat(server.approve("vera", hold, "checked").status()).isEqualTo(200);
        LedgerReplayer history = server.domain().history();
        long size = server.domain().ledger().size();
        int calls = 0;
        for (long number = 0; number < size; number++) {
            var scanned = CallStory.of(number, history, size);
            if (scanned.isEmpty() || scanned.get().call().call() != number) {
                continue;
            }
            JsonNode story = got("/v1/calls/c-" + number);
            var words = new FindingWords(server.domain().query(state -> state.bundle()));
            var expected =
                    (ObjectNode) parsed(CanonicalJson.encode(StoryJson.of(scanned.get(), words, server.phrases())));
            expected.set("lines", story.get("lines"));
            assertThat(parsed(story.toString().getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(expected);
            assertThat(story.get("lines").get(0).textValue()).startsWith("c-" + number + "  ");
            assertThat(story.has("truncated")).isFalse();
            calls++;
        }
        assertThat(calls).isEqualTo(5);
        JsonNode held = got("/v1/calls/c-" + hold.substring(2));
        assertThat(held.get("answers")).hasSize(1);
        assertThat(held.get("reasons").get(0).get("title").textValue()).isNotEmpty();
        assertThat(held.get("lines").toString()).contains("approved by vera");
    }

    private static JsonNode parsed(byte[] json) throws Exception {
        return new ObjectMapper().readTree(json);
    }

    @Test
    void storiesByTheIndexAreThoseOfAWholeScan() throws Exception {
        String hold = server.heldRelease();
        assertThat(server.approve("vera", hold, "checked").status()).isEqualTo(200);
        LedgerReplayer history = server.domain().history();
        long size = server.domain().ledger().size();
        for (long number = 0; number < size; number++) {
            assertThat(TaskStory.of(number, history, size, new IndexedEntries(history, server.index())))
                    .isEqualTo(TaskStory.of(number, history, size));
            assertThat(CallStory.of(number, history, size, new IndexedEntries(history, server.index())))
                    .isEqualTo(CallStory.of(number, history, size));
        }
    }

    @Test
    void theHistoryOfATaskIsThatOfItsWholeTree() throws Exception {
        ApiServer.Reply opened = server.send(
                "clerk", "POST", "/v1/tasks", "{\"intent\":\"settle-payables\",\"instruction\":\"Take in Acme.\"}");
        String top = opened.body().get("id").textValue();
        String part = part("pay-invoice", top, "\"invoice/I-7\"");
        String below = part("look-up", part, "");
        server.carryOut("clerk", top, "create_vendor", Map.of("name", "Acme", "iban", "DE89"), "vendor/V-1");
        String other = server.open("clerk", "onboard-vendor");
        server.carryOut("clerk", other, "create_vendor", Map.of("name", "Other", "iban", "DE90"), "vendor/V-2");
        assertThat(server.send("clerk", "POST", "/v1/tasks/" + below + "/close", "{}")
                        .status())
                .isEqualTo(200);

        for (String task : List.of(top, part, below)) {
            JsonNode history = got("/v1/tasks/" + task + "/history");
            assertThat(history.get("id").textValue()).isEqualTo(task);
            assertThat(texts(history.get("tasks"), "id")).containsExactly(top, part, below);
            assertThat(texts(history.get("calls"), "tool")).containsExactly("erp/create_vendor");
            assertThat(history.get("truncated").booleanValue()).isFalse();
        }
        JsonNode tasks = got("/v1/tasks/" + top + "/history").get("tasks");
        assertThat(tasks.get(0).get("instruction").textValue()).isEqualTo("Take in Acme.");
        assertThat(tasks.get(0).has("parent")).isFalse();
        assertThat(tasks.get(0).has("ended")).isFalse();
        assertThat(tasks.get(1).get("parent").textValue()).isEqualTo(top);
        assertThat(tasks.get(2).get("ended").get("reason").textValue()).isEqualTo("closed");
        assertThat(tasks.get(2).get("ended").get("by").textValue()).isEqualTo("clerk");
    }

    private String part(String intent, String parent, String objects) throws Exception {
        ApiServer.Reply reply = server.send(
                "clerk",
                "POST",
                "/v1/tasks",
                "{\"intent\":\"" + intent + "\",\"parent\":\"" + parent + "\",\"objects\":[" + objects + "]}");
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(201);
        return reply.body().get("id").textValue();
    }

    @Test
    void theHistoryHasCallsAndRelationsInTheirOrder() throws Exception {
        String hold = server.heldRelease();
        String task = got("/v1/entries?kind=call-held")
                .get("entries")
                .get(0)
                .get("task")
                .textValue();
        JsonNode history = got("/v1/tasks/" + task + "/history");
        assertThat(texts(history.get("calls"), "tool")).containsExactly("erp/prepare_payment", "erp/release_payment");
        assertThat(history.get("calls").get(0).get("outcome").textValue()).isEqualTo("succeeded");
        assertThat(history.get("calls").get(1).get("hold").textValue()).isEqualTo(hold);
        assertThat(texts(history.get("relations"), "object")).contains("payment/P-9");
        assertThat(texts(history.get("relations"), "of")).contains("invoice/I-7");
        assertThat(history.get("leases")).isEmpty();
    }

    /** A page shows as many calls as it has room for: those around the one that it is about, in whichever task of the tree they are. */
    @Test
    void theHistoryHasTheCallsAroundOne() throws Exception {
        String top = server.open("clerk", "settle-payables");
        String part = part("settle-payables", top, "");
        for (int i = 0; i < 12; i++) {
            server.carryOut(
                    "clerk",
                    i % 3 == 0 ? part : top,
                    "create_vendor",
                    Map.of("name", "Acme " + i, "iban", "DE" + i),
                    "vendor/V-" + i);
        }
        List<String> all = texts(got("/v1/tasks/" + top + "/history").get("calls"), "id");
        assertThat(all).hasSize(12);
        for (int most : List.of(1, 2, 4, 8, 11, 12, 500)) {
            String asked = "/v1/tasks/" + part + "/history?calls=" + most;
            assertThat(texts(got(asked).get("calls"), "id"))
                    .containsExactlyElementsOf(all.subList(Math.max(0, 12 - most), 12));
            for (int at = 0; at < 12; at++) {
                JsonNode history = got(asked + "&around=" + all.get(at).substring(2));
                int end = Math.min(12, at + 1 + (most == 1 ? 0 : Math.max(1, most / 4)));
                int first = Math.max(0, end - most);
                assertThat(texts(history.get("calls"), "id"))
                        .as("%d calls around %d", most, at)
                        .containsExactlyElementsOf(all.subList(first, end));
                assertThat(history.get("truncated").booleanValue()).isEqualTo(first > 0 || end < 12);
            }
        }
        for (String wrong : List.of("calls=0", "calls=501", "around=c-1", "around=-1")) {
            assertThat(server.send("otto", "GET", "/v1/tasks/" + top + "/history?" + wrong)
                            .status())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void whatIsNotThereIsNotFoundAndAgentsSeeNothing() throws Exception {
        String hold = server.heldRelease();
        String call = "c-" + hold.substring(2);
        for (String id : List.of("c-0", "c-999", "h-1", "17", "c-017", "reconciled")) {
            ApiServer.Reply reply = server.send("otto", "GET", "/v1/calls/" + id);
            assertThat(reply.status()).as(id).isEqualTo(404);
            assertThat(reply.body().get("code").textValue()).isEqualTo("call-unknown");
        }
        assertThat(server.send("otto", "GET", "/v1/calls/" + call + "?width=1").status())
                .isEqualTo(400);
        assertThat(server.send("clerk", "GET", "/v1/calls/" + call).status()).isEqualTo(403);
        String task = got("/v1/entries?kind=call-held")
                .get("entries")
                .get(0)
                .get("task")
                .textValue();
        assertThat(server.send("clerk", "GET", "/v1/tasks/" + task + "/history").status())
                .isEqualTo(403);
        assertThat(server.send("payer", "GET", "/v1/tasks/" + task + "/history").status())
                .isEqualTo(404);
        assertThat(server.send("otto", "GET", "/v1/tasks/t-999/history").status())
                .isEqualTo(404);
        assertThat(server.send("otto", "POST", "/v1/tasks/" + task + "/history", "{}")
                        .status())
                .isEqualTo(405);
    }
}
