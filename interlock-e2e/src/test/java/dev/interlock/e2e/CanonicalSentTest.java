package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Event;
import dev.interlock.server.enforce.Digests;
import dev.interlock.server.json.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server gets the form that was decided on, byte for byte, and never the spelling that came in. */
class CanonicalSentTest {

    private static final String BUNDLE = """
        interlock: v1
        name: canonical
        owner: editors@example.com
        sources: {audit: {trusted-for: []}}
        independence: {another-owner: [owner]}
        risk: {office: {independence: another-owner, on-conflict: deny, on-missing: deny}}
        server: docs
        objects: {document: {}}
        tools:
          echo: {duty: document.publish, on: {document: args.text}}
        intents: {use: {goal: Use it, allow: [document.publish]}}
        """;

    private static final String DECIDED = "{\"text\":\"A/é\"}";

    private EchoHouse house;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        house = new EchoHouse(folder, BUNDLE);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    private void assertSent() {
        assertThat(house.lastCall()).contains("\"arguments\":" + DECIDED + ",");
        assertThat(house.events(Event.CallReserved.class).getLast().facts().argumentsDigest())
                .isEqualTo(Digests.sha256(DECIDED));
    }

    @Test
    void inTheModernEra() {
        house.modern("{ \"text\" : \"\\u0041\\/\\u00E9\" }");
        assertSent();
    }

    @Test
    void inTheLegacyEra() {
        house.legacy(Json.object().put("text", "A/é"));
        assertSent();
    }
}
