package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.AttributeValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources tell over HTTP what happened outside. */
class ObservationTest {

    private static final String PATH = "/v1/observations";
    private static final String CREATED = """
        {"id": "a-1", "actor": "clerk", "tool": "erp/create_vendor", "time": "2026-11-24T10:00:00Z",
         "runtime": "batch-7", "args": {"name": "Acme", "iban": "DE1"}, "result": {"vendor_id": "V-1"}}\
        """;

    @TempDir
    Path folder;

    private ApiServer server;

    @BeforeEach
    void start() throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private ApiServer.Reply tell(String who, String... observations) throws Exception {
        return server.send(who, "POST", PATH, "{\"observations\": [" + String.join(",", observations) + "]}");
    }

    private List<Event.CallObserved> recorded() throws Exception {
        var all = new ArrayList<Recorded>();
        server.domain().history().scan(0, server.domain().ledger().size(), all::add);
        return all.stream()
                .map(Recorded::event)
                .filter(Event.CallObserved.class::isInstance)
                .map(Event.CallObserved.class::cast)
                .toList();
    }

    @Test
    void whatItTellsIsRecordedOnce() throws Exception {
        ApiServer.Reply reply = tell("erp-audit", CREATED);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        JsonNode first = reply.body().get("observations").get(0);
        assertThat(first.get("id").textValue()).isEqualTo("a-1");
        assertThat(tell("erp-audit", CREATED).body().get("observations").get(0)).isEqualTo(first);
        assertThat(recorded()).singleElement().satisfies(told -> {
            assertThat(first.get("call").textValue()).isEqualTo("c-" + told.call());
            assertThat(told.source()).isEqualTo("erp-audit");
            assertThat(told.actor().name()).isEqualTo("clerk");
            assertThat(told.actor().get("owner")).isEqualTo(AttributeValue.known("finance"));
            assertThat(told.actor().get("runtime")).isEqualTo(AttributeValue.known("batch-7"));
            assertThat(told.created().toString()).isEqualTo("[vendor/V-1]");
            assertThat(told.outsideMillis()).hasValue(1_795_514_400_000L);
            assertThat(told.facts().marks()).contains("vendor.create");
        });
    }

    @Test
    void anotherSpellingIsNoOtherParty() throws Exception {
        assertThat(tell("erp-audit", CREATED.replace("clerk", "Clerk")).status())
                .isEqualTo(200);
        assertThat(recorded()).singleElement().satisfies(told -> {
            assertThat(told.actor().name()).isEqualTo("clerk");
            assertThat(told.actor().get("owner")).isEqualTo(AttributeValue.known("finance"));
        });
        for (String name : List.of("clerk ", "cle\\u200brk", "clerk\\u0007")) {
            ApiServer.Reply reply = tell("erp-audit", CREATED.replace("clerk", name));
            assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
            assertThat(reply.body().get("errors").findValuesAsText("pointer")).containsExactly("/observations/0/actor");
        }
    }

    @Test
    void whatMakesNoSenseIsRefusedAtItsPlaceAndTheRestIsRecorded() throws Exception {
        ApiServer.Reply reply = tell(
                "erp-audit",
                CREATED,
                "{\"id\": \"a-2\", \"actor\": \"nobody-known\", \"tool\": \"erp/nothing\"}",
                "{\"id\": \"a-3\", \"actor\": \"clerk\", \"tool\": \"erp/create_vendor\","
                        + " \"args\": {\"name\": \"B\", \"iban\": \"DE2\"}, \"result\": {}}");
        assertThat(reply.status()).as(reply.toString()).isEqualTo(422);
        assertThat(reply.body().get("code").textValue()).isEqualTo("tool-unknown");
        assertThat(reply.body().get("errors").findValuesAsText("pointer"))
                .containsExactly("/observations/1", "/observations/2");
        assertThat(reply.body().get("observations").get(0).get("call").textValue())
                .startsWith("c-");
        assertThat(reply.body().get("observations").get(2).get("code").textValue())
                .isEqualTo("argument-invalid");
        assertThat(recorded()).hasSize(1);
    }

    @Test
    void whatIsOfAWrongShapeIsRefusedAsAWhole() throws Exception {
        ApiServer.Reply reply = tell(
                "erp-audit",
                CREATED,
                "{\"actor\": \"clerk\", \"tool\": \"create\", \"args\": [], \"time\": \"noon\", \"when\": 1}",
                "7");
        assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
        assertThat(reply.body().get("errors").findValuesAsText("pointer"))
                .containsExactly(
                        "/observations/2",
                        "/observations/1/id",
                        "/observations/1/tool",
                        "/observations/1/args",
                        "/observations/1/time",
                        "/observations/1/when");
        assertThat(server.send("erp-audit", "POST", PATH, "{\"observations\": []}")
                        .status())
                .isEqualTo(400);
        assertThat(server.send("erp-audit", "POST", PATH, "{}").status()).isEqualTo(400);
        assertThat(recorded()).isEmpty();
    }

    @Test
    void whatCannotBeRecordedIsRefusedAndNotSentForEver() throws Exception {
        ApiServer.Reply reply = tell(
                "erp-audit",
                CREATED.replace("\"Acme\"", "\"" + "x".repeat(200_000) + "\"").replace("DE1", "DE2"));
        assertThat(reply.status()).as("long, and not shown").isEqualTo(200);
        ApiServer.Reply huge = tell(
                "erp-audit",
                "{\"id\": \"a-9\", \"actor\": \"clerk\", \"tool\": \"erp/release_payment\", \"args\": {\"payment_id\":"
                        + " 9223372036854775807, \"amount\": 9007199254740993, \"currency\": \"EUR\", \"iban\":"
                        + " \"DE1\"}}");
        assertThat(huge.status()).as(huge.toString()).isEqualTo(422);
        assertThat(huge.body().get("code").textValue()).isEqualTo("argument-invalid");
    }

    @Test
    void onlyASourceTellsAndTheBundleHasToNameIt() throws Exception {
        long size = server.domain().ledger().size();
        assertThat(tell("clerk", CREATED).body().get("code").textValue()).isEqualTo("not-allowed");
        assertThat(tell("vera", CREATED).status()).isEqualTo(403);
        ApiServer.Reply unknown = tell("stranger", CREATED);
        assertThat(unknown.status()).isEqualTo(403);
        assertThat(unknown.body().get("code").textValue()).isEqualTo("source-unknown");
        assertThat(server.send("erp-audit", "GET", "/v1/tasks")
                        .body()
                        .get("code")
                        .textValue())
                .isEqualTo("not-allowed");
        assertThat(server.send("erp-audit", "POST", "/v1/bundle/propose").status())
                .isEqualTo(403);
        assertThat(server.send("erp-audit", "GET", PATH).status()).isEqualTo(405);
        assertThat(server.domain().ledger().size()).isEqualTo(size);
    }

    @Test
    void aBundleThatRenamesDutiesSaysWhatItForgets() throws Exception {
        tell("erp-audit", CREATED);
        Path catalogue = folder.resolve("bundle");
        try (var files = Files.walk(catalogue)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file);
                Files.writeString(file, text.replace("vendor.create", "supplier.create"));
            }
        }
        ApiServer.Reply proposed = server.send("vera", "POST", "/v1/bundle/propose");
        assertThat(proposed.status()).as(proposed.toString()).isEqualTo(200);
        String digest = proposed.body().get("digest").textValue();
        ApiServer.Reply activated =
                server.send("adam", "POST", "/v1/bundle/activate", "{\"digest\":\"" + digest + "\"}");
        for (ApiServer.Reply reply : List.of(proposed, activated)) {
            assertThat(reply.body().get("unanswered")).singleElement().satisfies(one -> {
                assertThat(one.get("kind").textValue()).isEqualTo("duty");
                assertThat(one.get("name").textValue()).isEqualTo("vendor.create");
                assertThat(one.get("calls").longValue()).isEqualTo(1);
                assertThat(one.get("text").textValue())
                        .isEqualTo("1 past call with the duty `vendor.create`, which no tool has any longer; was it"
                                + " renamed?");
            });
        }
    }
}
