package dev.interlock.server.door.authzen;

import static dev.interlock.server.door.authzen.AuthzenStage.EVALUATIONS;
import static dev.interlock.server.door.authzen.AuthzenStage.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several evaluations in one request are one history, and wait for the disk no more often than they must. */
class ItemsTest {

    @TempDir
    private Path folder;

    private final Token reader = Token.create(new SecureRandom());
    private AuthzenStage stage;

    /** Whoever checks a vendor does not pay it either. */
    @BeforeEach
    void start() throws IOException {
        Path bundle = Files.createDirectory(folder.resolve("bundle"));
        for (String name : List.of("interlock.yaml", "vendor.yaml")) {
            String text =
                    Files.readString(Path.of(Objects.requireNonNull(getClass().getResource("/authzen/vendors/" + name))
                            .getPath()));
            Files.writeString(bundle.resolve(name), name.equals("vendor.yaml") ? text : text + """
                  - id: V-03
                    title: Whoever checks a vendor does not pay it
                    separate: {duties: [vendor.check, vendor.pay], per: vendor}
                """);
        }
        stage = new AuthzenStage(folder, bundle, "telemetry: {metrics: {token: %s}}".formatted(reader.hash()));
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
    }

    /** How often something became durable. */
    private int appends() {
        RawHttp.Answer scraped = RawHttp.to(stage.port(), "/metrics")
                .method("GET")
                .add("Authorization", "Bearer " + reader.reveal())
                .send();
        Matcher found = Pattern.compile("interlock_ledger_append_duration_seconds_count ([0-9]+)")
                .matcher(scraped.text());
        assertThat(found.find()).as(scraped.text()).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private ObjectNode several(String semantic, String... items) {
        String body = "{\"options\": {\"evaluations_semantic\": \"" + semantic + "\"}, \"evaluations\": ["
                + String.join(", ", items) + "]}";
        return json(stage.post(stage.mesh, EVALUATIONS, body).send());
    }

    private static String item(String who, String action, String vendor) {
        return AuthzenStage.question(who, action, vendor);
    }

    private static String with(String item, String context) {
        return item.strip().replaceFirst("}$", ", \"context\": " + context + "}");
    }

    private static List<Boolean> decisions(ObjectNode answer) {
        return StreamSupport.stream(answer.get("evaluations").spliterator(), false)
                .map(each -> each.path("decision").asBoolean())
                .toList();
    }

    private static List<String> said(ObjectNode answer, String member) {
        return StreamSupport.stream(answer.get("evaluations").spliterator(), false)
                .map(each -> each.path("context").path(member).asText(""))
                .toList();
    }

    @Test
    void aLaterItemCountsTheEarlierOnes() throws IOException {
        ObjectNode answer = several(
                "execute_all",
                item("alice", "check", "9"),
                item("alice", "pay", "9"),
                item("bob", "pay", "9"),
                item("bob", "check", "9"));
        assertThat(decisions(answer)).containsExactly(true, false, true, false);
        assertThat(stage.events(Event.CallDecided.class))
                .extracting(each -> each.facts().tool())
                .containsExactly("vendor/check", "vendor/pay", "vendor/pay", "vendor/check");
    }

    @Test
    void theyAreDurableTogether() {
        String[] twenty = IntStream.range(0, 20)
                .mapToObj(i -> item("alice", "check", "v" + i))
                .toArray(String[]::new);
        several("execute_all", item("alice", "check", "0")); // opens the task
        int before = appends();
        assertThat(decisions(several("execute_all", twenty))).hasSize(20).containsOnly(true);
        assertThat(appends() - before).isEqualTo(1);
        assertThat(decisions(several("deny_on_first_deny", twenty))).hasSize(20);
        assertThat(appends() - before)
                .as("each is known before the next is asked")
                .isEqualTo(21);
    }

    @Test
    void whatIsLookedUpForAnItemCountsThoseBeforeIt() {
        String none = "{\"supported_obligations\": []}";
        ObjectNode answer = several(
                "execute_all",
                item("alice", "check", "9"),
                with(item("alice", "pay", "9"), none),
                with(item("alice", "pay", "10"), none),
                item("alice", "check", "10"),
                "7",
                item("nobody", "check", "9"),
                item("alice", "close", "9"));
        assertThat(decisions(answer)).containsExactly(true, false, false, true, false, false, false);
        assertThat(said(answer, "reason"))
                .containsExactly(
                        "", "duty-conflict", Obligations.UNSUPPORTED, "", "", "subject-unknown", "approval-required");
        assertThat(answer.at("/evaluations/4/context/error/status").asInt()).isEqualTo(400);
        assertThat(answer.at("/evaluations/6/context/access_request").isObject())
                .isTrue();
    }

    @Test
    void oneKeyTwiceIsOneDecision() throws IOException {
        String keyed = """
            {"subject": {"type": "user", "id": "alice"}, "action": {"name": "check", "properties": {"idempotency_key": "k"}},
             "resource": {"type": "vendor", "id": "%s"}}
            """;
        ObjectNode answer = several(
                "execute_all",
                keyed.formatted("7"),
                keyed.formatted("7"),
                keyed.formatted("8"),
                item("bob", "check", "1"));
        assertThat(decisions(answer)).containsExactly(true, true, false, true);
        List<String> ids = said(answer, "evaluation_id");
        assertThat(ids.get(1)).isEqualTo(ids.get(0)).isNotEmpty();
        assertThat(answer.at("/evaluations/2/context/error/status").asInt()).isEqualTo(409);
        assertThat(stage.events(Event.CallReserved.class)).hasSize(2);
    }

    @Test
    void nothingIsReservedAfterTheItemThatEndsTheRequest() throws IOException {
        assertThat(decisions(several(
                        "deny_on_first_deny",
                        item("alice", "check", "9"),
                        item("alice", "pay", "9"),
                        item("alice", "check", "10"))))
                .containsExactly(true, false);
        assertThat(decisions(several(
                        "permit_on_first_permit",
                        item("alice", "pay", "9"),
                        item("alice", "check", "11"),
                        item("alice", "check", "12"))))
                .containsExactly(false, true);
        assertThat(stage.events(Event.CallReserved.class)).hasSize(2);
    }
}
