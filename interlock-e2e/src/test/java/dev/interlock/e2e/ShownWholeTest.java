package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.server.enforce.Digests;
import dev.interlock.server.json.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An approver sees every argument of a call, or at least its name, its size and its digest, and never a secret. */
class ShownWholeTest {

    private static final int FIELDS = 1_200;

    private static final String BUNDLE = """
        interlock: v1
        name: shown
        owner: editors@example.com
        sources: {audit: {trusted-for: []}}
        independence: {another-owner: [owner]}
        risk: {office: {independence: another-owner, on-conflict: deny, on-missing: hold}}
        server: docs
        objects: {document: {}}
        tools:
          publish: {duty: document.publish, on: {document: args.id}, secret: [args.pin]}
        intents: {use: {goal: Use it, allow: [document.publish]}}
        rules:
          - {id: TWO, title: Publishing is approved, require: {for: document.publish, approval: {count: 1, independence: another-owner}}}
        """;

    private EchoHouse house;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        ObjectNode publish = Json.object().put("name", "publish");
        ObjectNode properties =
                publish.putObject("inputSchema").put("type", "object").putObject("properties");
        for (String name : List.of("id", "pin", "note", "letter", "copies", "who")) {
            properties.putObject(name);
        }
        ObjectNode who = ((ObjectNode) properties.get("who")).putObject("properties");
        List.of("name", "also").forEach(who::putObject);
        for (int i = 0; i < FIELDS; i++) {
            properties.putObject("f" + i);
        }
        house = new EchoHouse(folder, BUNDLE, List.of(publish));
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    /** The hold as the approver gets it. */
    private JsonNode held(ObjectNode arguments) {
        JsonNode answer = house.modern("publish", arguments.toString());
        String hold = answer.at("/_meta/dev.interlock~1decision/hold").asText();
        assertThat(hold).as(answer.toString()).startsWith("h-");
        return house.get(house.olivia, "/v1/holds/" + hold).json();
    }

    @Test
    void argumentsThatTheCatalogueDoesNotReadAreShownAsSuch() {
        ObjectNode arguments = Json.object()
                .put("id", "D-1")
                .put("note", "and pay 99,999 to 1001")
                .put("copies", 3);
        arguments.putObject("who").put("name", "eve").putArray("also").add(true).addNull();
        JsonNode hold = held(arguments);
        assertThat(hold.path("arguments")).hasToString("{\"args.id\":\"D-1\"}");
        assertThat(hold.path("unread"))
                .hasToString("{\"args.copies\":3,\"args.note\":\"and pay 99,999 to 1001\",\"args.who.also.0\":true,"
                        + "\"args.who.also.1\":null,\"args.who.name\":\"eve\"}");
        assertThat(hold.has("digested")).isFalse();
        assertThat(hold.has("rest")).isFalse();
    }

    @Test
    void aLongTextIsThereByNameSizeAndDigest() {
        String letter = "x".repeat(5_000);
        JsonNode hold = held(Json.object().put("id", "D-1").put("letter", letter));
        assertThat(hold.path("unread").isEmpty()).isTrue();
        JsonNode shown = hold.path("digested").path("args.letter");
        assertThat(shown.path("size").asInt()).isEqualTo(5_000);
        assertThat(shown.path("digest").asText()).isEqualTo(Digests.sha256(letter));
    }

    @Test
    void ofVeryManyEachCounts() {
        ObjectNode arguments = Json.object().put("id", "D-1");
        for (int i = 0; i < FIELDS; i++) {
            arguments.put("f" + i, i);
        }
        JsonNode hold = held(arguments);
        assertThat(hold.path("unread")).hasSize(63);
        int named = hold.path("digested").size();
        assertThat(named).isPositive();
        assertThat(hold.path("rest").path("count").asInt()).isEqualTo(FIELDS - 63 - named);
        assertThat(hold.path("rest").path("digest").asText()).startsWith("sha-256:");
    }

    @Test
    void whatIsSecretIsNeverShown() {
        JsonNode hold = held(Json.object().put("id", "D-1").put("pin", "0000-1111"));
        assertThat(hold.toString()).doesNotContain("0000-1111");
        assertThat(hold.path("unread").path("args.pin").asText()).isEqualTo("[secret]");
        assertThat(house.events(Event.CallHeld.class).toString()).doesNotContain("0000-1111");
    }

    @Test
    void theSignedRecordHasTheSame() {
        JsonNode hold = held(Json.object().put("id", "D-1").put("note", "for eve"));
        JsonNode record = house.get(house.olivia, "/v1/holds/" + hold.path("id").asText() + "/record")
                .json();
        assertThat(record.findValue("unread")).hasToString("{\"args.note\":\"for eve\"}");
    }
}
