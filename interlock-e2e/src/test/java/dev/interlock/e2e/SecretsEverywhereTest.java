package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.server.fixture.RawHttp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No text that is recorded holds a standing secret, whoever says it: agents, people, sources, enforcement points, servers. */
class SecretsEverywhereTest {

    private static final String BUNDLE = """
        interlock: v1
        name: secrets
        owner: editors@example.com
        sources: {audit: {trusted-for: []}}
        independence: {another-owner: [owner]}
        risk: {office: {independence: another-owner, on-conflict: deny, on-missing: deny}}
        server: docs
        objects: {document: {}}
        tools:
          echo: {duty: document.publish, creates: {document: result.id}, show: [args.text]}
        intents: {use: {goal: Use it, allow: [document.publish]}}
        break-glass: {by: on-call, limit: 30m, allow: [document.publish], reviewers: security}
        """;

    /** A made-up text with the shape of a token. */
    private static final String SECRET = "ghp_" + "Zz19Qw82Er73Ty64Ui55Op46As37Df28Gh19";

    @TempDir
    private Path folder;

    private EchoHouse house;

    @BeforeEach
    void open() throws Exception {
        house = new EchoHouse(folder, BUNDLE);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as("what is kept in " + file.getFileName())
                        .doesNotContain(SECRET);
            }
        }
    }

    private String task(String instruction) {
        return house.post(house.ann, "/v1/tasks", """
            {"intent": "use", "instruction": "%s"}\
            """.formatted(instruction))
                .json()
                .path("id")
                .asText();
    }

    @Test
    void instructionsAndReasonsOfTasks() {
        String task = task("Publish it with " + SECRET + " as the token");
        assertThat(house.events(Event.TaskOpened.class).getLast().instruction())
                .isEqualTo("Publish it with [secret] as the token");
        assertThat(house.get(house.olivia, "/v1/tasks/" + task).text()).doesNotContain(SECRET);
        house.post(house.ann, "/v1/tasks/" + task, "{\"calls\": 1, \"reason\": \"as " + SECRET + " said\"}");
    }

    @Test
    void reasonsAndTicketsOfPeople() {
        RawHttp.Answer suspended =
                house.post(house.olivia, "/v1/agents/ann/suspend", "{\"reason\": \"it showed " + SECRET + "\"}");
        assertThat(suspended.text()).doesNotContain(SECRET);
        RawHttp.Answer lane = house.post(house.olivia, "/v1/lanes", """
            {"agent": "ann", "reason": "the key %1$s leaked", "ticket": "%1$s"}\
            """.formatted(SECRET));
        assertThat(lane.text()).doesNotContain(SECRET);
        assertThat(house.events(LaneEvent.class).toString()).doesNotContain(SECRET);
    }

    @Test
    void sourcesAreLookedThroughTheyAreNotSilencedByIt() {
        RawHttp.Answer told = house.post(house.audit, "/v1/observations", """
            {"observations": [{"id": "o-1", "actor": "ann", "runtime": "%1$s", "tool": "docs/echo",
              "args": {"text": "with %1$s"}, "result": {"id": "7"}}]}\
            """.formatted(SECRET));
        assertThat(told.status()).as(told.text()).isEqualTo(200);
        Event.CallObserved observed = house.events(Event.CallObserved.class).getLast();
        assertThat(observed.facts().projection().toString()).contains("[secret]");
        assertThat(observed.actor().get(Attributes.RUNTIME)).isEqualTo(AttributeValue.known("[secret]"));
        assertThat(observed.created()).hasToString("[document/7]");
    }

    @Test
    void aNameThatIsASecretIsRefusedSinceTwoWouldBeOne() {
        RawHttp.Answer told = house.post(house.audit, "/v1/observations", """
            {"observations": [{"id": "%s", "actor": "ann", "tool": "docs/echo", "args": {"text": "a"},
              "result": {"id": "7"}}]}\
            """.formatted(SECRET));
        assertThat(told.text()).contains("holds a secret");
        assertThat(house.events(Event.CallObserved.class)).isEmpty();

        RawHttp.Answer asked = RawHttp.to(house.server.port(), "/access/v1/evaluation")
                .add("Authorization", "Bearer " + house.mesh.reveal())
                .add("Content-Type", "application/json")
                .add("Idempotency-Key", SECRET)
                .body(question(""))
                .send();
        assertThat(asked.json().path("decision").asBoolean()).isFalse();
        assertThat(asked.text()).contains("holds a secret").doesNotContain(SECRET);
        assertThat(house.events(Event.CallReserved.class)).isEmpty();
    }

    @Test
    void whatEnforcementPointsSayOfInstancesAndOutcomes() {
        house.post(
                house.mesh, "/access/v1/evaluation", question(", \"properties\": {\"runtime\": \"" + SECRET + "\"}"));
        assertThat(house.events(Event.CallDenied.class).getLast().actor().get(Attributes.RUNTIME))
                .isEqualTo(AttributeValue.known("[secret]"));
        String id = house.post(house.mesh, "/access/v1/evaluation", question(""))
                .json()
                .at("/context/evaluation_id")
                .asText();
        RawHttp.Answer report = house.post(
                house.mesh,
                "/access/v1/evaluations/" + id + "/outcome",
                "{\"outcome\": \"failed\", \"reason\": \"" + "x".repeat(280) + " " + SECRET + "\"}");
        assertThat(report.status()).as(report.text()).isEqualTo(200);
        assertThat(house.events(Event.CallSettled.class).getLast().toString())
                .contains("[secret]")
                .doesNotContain(SECRET.substring(0, 12));
    }

    @Test
    void anIdThatAServerMadeASecret() {
        house.modern("{\"text\":\"{\\\"id\\\": \\\"" + SECRET + "\\\"}\"}");
        house.modern("{\"text\":\"plain\"}");
        assertThat(List.copyOf(house.events(Event.CallSettled.class)).toString())
                .doesNotContain(SECRET);
    }

    private static String question(String more) {
        return """
            {"subject": {"type": "agent", "id": "ann"%s}, "action": {"name": "echo"},
             "resource": {"type": "docs", "id": "new"}}\
            """.formatted(more);
    }
}
