package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.json.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent hears the outcome that is recorded. A creation that returns an object which existed is not recorded as a success, and
 * nobody is told that it was one.
 */
class SameOutcomeTest {

    private static final String BUNDLE = """
        interlock: v1
        name: outcomes
        owner: editors@example.com
        sources: {audit: {trusted-for: []}}
        independence: {another-owner: [owner]}
        risk: {office: {independence: another-owner, on-conflict: deny, on-missing: deny}}
        server: docs
        objects: {vendor: {}}
        tools:
          echo: {duty: vendor.create, creates: {vendor: result.id}}
        intents: {use: {goal: Use it, allow: [vendor.create]}}
        """;

    private static final String OLD = "{\\\"id\\\": \\\"7\\\"}";

    private EchoHouse house;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        house = new EchoHouse(folder, BUNDLE);
        assertThat(outcome(house.modern("{\"text\":\"" + OLD + "\"}"))).isEqualTo("succeeded");
        assertThat(recorded()).isEqualTo("succeeded");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    private static String outcome(JsonNode result) {
        return result.at("/_meta/dev.interlock~1decision/outcome").asText();
    }

    private String recorded() {
        return switch (house.events(Event.CallSettled.class).getLast().settlement()) {
            case Settlement.Succeeded succeeded -> "succeeded";
            case Settlement.Existed existed -> "existed";
            case Settlement.Failed failed -> "failed";
            case Settlement.Unknown unknown -> "unknown";
        };
    }

    @Test
    void inTheModernEra() {
        String heard = outcome(house.modern("{\"text\":\"" + OLD + "\"}"));
        assertThat(heard).isEqualTo(recorded()).isNotEqualTo("succeeded");
    }

    @Test
    void inTheLegacyEra() {
        String heard = outcome(house.legacy(Json.object().put("text", "{\"id\": \"7\"}")));
        assertThat(heard).isEqualTo(recorded()).isNotEqualTo("succeeded");
    }

    @Test
    void atTheDoorOfEnforcementPoints() {
        RawHttp.Answer permit = house.post(house.mesh, "/access/v1/evaluation", """
            {"subject": {"type": "agent", "id": "ann"}, "action": {"name": "echo"},
             "resource": {"type": "docs", "id": "new"}}\
            """);
        String id = permit.json().at("/context/evaluation_id").asText();
        String heard = house.post(
                        house.mesh,
                        "/access/v1/evaluations/" + id + "/outcome",
                        "{\"outcome\": \"succeeded\", \"created\": [\"vendor/7\"]}")
                .json()
                .path("outcome")
                .asText();
        assertThat(heard).as(permit.json().toString()).isEqualTo(recorded()).isNotEqualTo("succeeded");
    }
}
