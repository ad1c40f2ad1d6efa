package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.render.EventLine;
import dev.interlock.server.render.Paint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries of the record over the API: what they are about, the newest first. */
class EntryApiTest {

    private ApiServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private JsonNode entries(String query) throws Exception {
        ApiServer.Reply reply = server.send("otto", "GET", "/v1/entries" + query);
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
        return reply.body();
    }

    private List<JsonNode> list(String query) throws Exception {
        return stream(entries(query).get("entries"));
    }

    private static List<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static JsonNode only(List<JsonNode> entries, Predicate<JsonNode> which) {
        List<JsonNode> found = entries.stream().filter(which).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static Predicate<JsonNode> has(String name, String value) {
        return entry -> entry.has(name) && entry.get(name).textValue().equals(value);
    }

    private List<Recorded> record() throws Exception {
        var all = new ArrayList<Recorded>();
        server.domain().history().scan(0, server.domain().ledger().size(), all::add);
        return all;
    }

    @Test
    void allEntriesAreThereWithTheirLinesTheNewestFirst() throws Exception {
        server.heldRelease();
        JsonNode body = entries("");
        List<Recorded> record = record();
        assertThat(body.get("size").longValue()).isEqualTo(record.size());
        assertThat(body.get("indexed").longValue()).isEqualTo(record.size());
        assertThat(body.has("next")).isFalse();
        List<JsonNode> entries = stream(body.get("entries"));
        assertThat(entries).hasSize(record.size());
        for (int i = 0; i < record.size(); i++) {
            Recorded recorded = record.get(record.size() - 1 - i);
            JsonNode entry = entries.get(i);
            assertThat(entry.get("number").longValue()).isEqualTo(recorded.seq());
            assertThat(entry.get("text").textValue())
                    .isEqualTo(EventLine.of(recorded, server.domain().history(), server.phrases())
                            .format(Paint.NONE, 1, 1));
            assertThat(entry.get("time").textValue()).endsWith("Z");
        }
    }

    @Test
    void aCallHasWhatWasDecidedAndWhatBecameOfIt() throws Exception {
        String hold = server.heldRelease();
        List<JsonNode> calls = list("?kind=call-reserved");
        JsonNode prepared = only(calls, has("tool", "erp/prepare_payment"));
        assertThat(prepared.get("verdict").textValue()).isEqualTo("permitted");
        assertThat(prepared.get("say").textValue()).startsWith("Prepare to pay ");
        assertThat(prepared.get("id").textValue())
                .isEqualTo("c-" + prepared.get("number").longValue());
        assertThat(prepared.get("agent").textValue()).isEqualTo("clerk");
        assertThat(prepared.get("task").textValue()).startsWith("t-");
        assertThat(prepared.get("amount").textValue()).isEqualTo("120.5 EUR");
        assertThat(prepared.get("duties").toString()).contains("payment.prepare");
        assertThat(prepared.get("objects").toString() + prepared.get("related")).contains("invoice/I-7", "vendor/V-1");
        assertThat(prepared.get("outcome").textValue()).isEqualTo("succeeded");

        JsonNode held = list("?verdict=held").getFirst();
        assertThat(held.get("hold").textValue()).isEqualTo(hold);
        assertThat(held.get("rules").toString()).contains("AP-");
        assertThat(held.has("outcome")).isFalse();

        String task = server.open("clerk", "onboard-vendor");
        var open = (Answer.Permit) server.call("clerk", task, "create_vendor", Map.of("name", "New", "iban", "DE90"));
        assertThat(list("?call=c-" + open.call()).getFirst().get("outcome").textValue())
                .isEqualTo("open");
        server.settle(open.call(), new Settlement.Unknown("no answer"));
        assertThat(only(list("?call=c-" + open.call()), has("kind", "call-reserved"))
                        .get("outcome")
                        .textValue())
                .isEqualTo("unknown");
    }

    @Test
    void eachFilterGivesWhatItNames() throws Exception {
        String hold = server.heldRelease();
        assertThat(server.approve("vera", hold, "checked").status()).isEqualTo(200);
        String call = "c-" + hold.substring(2);
        String task = only(list("?call=" + call + "&kind=call-held"), entry -> true)
                .get("task")
                .textValue();

        assertThat(kinds("?task=" + task))
                .containsExactly("hold-answered", "call-held", "call-settled", "call-reserved", "task-opened");
        assertThat(kinds("?call=" + call)).containsExactly("hold-answered", "call-held");
        assertThat(kinds("?hold=" + hold)).containsExactly("hold-answered", "call-held");
        assertThat(kinds("?object=payment/P-9")).containsExactly("hold-answered", "call-held", "call-settled");
        assertThat(kinds("?party=vera")).containsExactly("hold-answered");
        assertThat(kinds("?party=vera&object=payment/P-9")).containsExactly("hold-answered");
        assertThat(kinds("?party=vera&object=vendor/V-2")).isEmpty();
        assertThat(kinds("?rule=AP-01")).containsExactly("call-held");
        assertThat(kinds("?verdict=held&task=" + task)).containsExactly("call-held");
        assertThat(kinds("?verdict=denied")).isEmpty();
        assertThat(kinds("?lane=lane-7")).isEmpty();
        assertThat(kinds("?kind=bundle-activated")).containsExactly("bundle-activated");
        assertThat(kinds("?party=clerk&kind=task-opened")).hasSize(3);
    }

    private List<String> kinds(String query) throws Exception {
        return list(query).stream().map(entry -> entry.get("kind").textValue()).toList();
    }

    @Test
    void pagesFollowEachOther() throws Exception {
        server.heldRelease();
        for (String filter : List.of("", "&party=clerk", "&party=clerk&kind=call-reserved")) {
            List<JsonNode> whole = list("?limit=500" + filter);
            assertThat(whole).hasSizeGreaterThan(3);
            var paged = new ArrayList<JsonNode>();
            Optional<Long> before = Optional.empty();
            do {
                JsonNode page = entries("?limit=2" + filter
                        + before.map(number -> "&before=" + number).orElse(""));
                paged.addAll(stream(page.get("entries")));
                before = Optional.ofNullable(page.get("next")).map(JsonNode::longValue);
            } while (before.isPresent());
            assertThat(paged).isEqualTo(whole);
        }
    }

    @Test
    void whatWasJustDoneIsOnTheNextPage() throws Exception {
        for (int i = 0; i < 20; i++) {
            String task = server.open("clerk", "onboard-vendor");
            assertThat(list("?task=" + task)).hasSize(1);
        }
    }

    @Test
    void agentsAndSourcesDoNotReadIt() throws Exception {
        assertThat(server.send("clerk", "GET", "/v1/entries").status()).isEqualTo(403);
        assertThat(server.send("erp-audit", "GET", "/v1/entries").status()).isEqualTo(403);
        assertThat(server.send(server.request("GET", "/v1/entries")).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "kind, call-made",
        "kind, ''",
        "task, 12",
        "task, c-12",
        "task, t-012",
        "call, t-12",
        "hold, h-",
        "lane, l-12",
        "object, vendor",
        "object, vendor/",
        "object, /42",
        "verdict, permit",
        "before, -1",
        "before, 1e3",
        "before, 9999999999999999",
        "limit, 0",
        "limit, 501",
        "agent, clerk",
        "after, c-12"
    })
    void wrongParametersAreNamed(String name, String value) throws Exception {
        ApiServer.Reply reply = server.send("otto", "GET", "/v1/entries?" + name + "=" + value);
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(400);
        assertThat(reply.body().get("code").textValue()).isEqualTo("request-invalid");
        assertThat(reply.body().get("errors").get(0).get("pointer").textValue()).isEqualTo(name);
    }

    @Test
    void nothingButReadingIsAnswered() throws Exception {
        assertThat(server.send("otto", "POST", "/v1/entries", "{}").status()).isEqualTo(405);
        assertThat(server.send("otto", "GET", "/v1/entries?party=a&party=b").status())
                .isEqualTo(400);
        assertThat(server.send("otto", "GET", "/v1/entries/1/2").status()).isEqualTo(404);
    }
}
