package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Presence;
import dev.interlock.server.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passkeys: registering one, and approving a critical call with it where a session is too old. */
class PasskeysPageTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PAGE = "/console/passkeys";

    @TempDir
    private Path folder;

    private ConsoleStage stage;
    private SoftAuthenticator phone;

    @BeforeEach
    void start() throws Exception {
        stage = new ConsoleStage(folder);
        phone = new SoftAuthenticator(
                stage.v1("vera", "passkeys").at("/site/origin").asText(), "phone");
    }

    @AfterEach
    void stop() throws Exception {
        stage.close();
    }

    private String challenge(String person, String path) throws Exception {
        HttpResponse<String> told = stage.form(person, path, Map.of("act", "challenge"));
        assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
        JsonNode tree = JSON.readTree(told.body());
        assertThat(tree.path("site").asText()).isEqualTo("localhost");
        return tree.path("challenge").asText();
    }

    private HttpResponse<String> register(SoftAuthenticator authenticator) throws Exception {
        return stage.form("vera", PAGE, authenticator.made(challenge("vera", PAGE), "My <phone>"));
    }

    private String held(String payment) {
        ObjectNode arguments =
                Json.object().put("payment", payment).put("amount", "10").put("note", "n");
        return stage.held(stage.task("Settle it"), "pay", arguments);
    }

    private static String page(String hold) {
        return "/console/holds/" + hold;
    }

    private HttpResponse<String> approve(String hold, Map<String, String> used) throws Exception {
        ObjectNode seen = stage.v1("vera", "holds/" + hold);
        Map<String, String> fields = new HashMap<>(used);
        fields.put("answer", "approve");
        fields.put("digest", seen.path("digest").asText());
        fields.put("code", seen.path("code").asText());
        return stage.form("vera", page(hold), fields);
    }

    private HttpResponse<String> approve(String hold) throws Exception {
        return approve(hold, phone.used(challenge("vera", page(hold) + "/challenge")));
    }

    private void wait(Duration time) {
        stage.time.updateAndGet(now -> now.plus(time));
    }

    @Test
    void aPasskeyApprovesWhatTheSessionIsTooOldFor() throws Exception {
        assertThat(register(phone).statusCode()).isEqualTo(303);
        assertThat(stage.page("vera", PAGE).body()).contains("My &lt;phone&gt;", "never used");
        AgentEvent.PasskeyRegistered registered =
                stage.recorded(AgentEvent.PasskeyRegistered.class).getLast();
        assertThat(registered.person()).isEqualTo("vera");
        assertThat(registered.presence()).isPresent();
        String hold = held("P-1");
        wait(Duration.ofHours(1));

        assertThat(approve(hold).statusCode()).isEqualTo(303);

        Presence presence = stage.recorded(Event.HoldAnswered.class)
                .getLast()
                .how()
                .presence()
                .orElseThrow();
        assertThat(presence.by()).isEqualTo(new Presence.By.Passkey(registered.passkey(), 0));
        assertThat(presence.atMillis()).isEqualTo(stage.time.get().toEpochMilli());
        assertThat(stage.page("vera", page(hold)).body())
                .contains("repeated the code, used passkey-" + registered.passkey() + " just then");
        assertThat(stage.page("vera", PAGE).body()).doesNotContain("never used");
    }

    @Test
    void aChallengeIsGoodForOneCallOnce() throws Exception {
        register(phone);
        String hold = held("P-1");
        String other = held("P-2");
        wait(Duration.ofHours(1));

        Map<String, String> forOther = phone.used(challenge("vera", page(other) + "/challenge"));
        assertThat(approve(hold, forOther).body())
                .contains("The passkey was not accepted", "challenge is a different one");
        assertThat(approve(other, forOther).statusCode()).as("it was used up").isEqualTo(422);
        Map<String, String> late = phone.used(challenge("vera", page(hold) + "/challenge"));
        wait(Duration.ofMinutes(2));
        assertThat(approve(hold, late).statusCode()).isEqualTo(422);
        Map<String, String> foreign = phone.used(challenge("paul", page(hold) + "/challenge"));
        assertThat(approve(hold, foreign).statusCode())
                .as("that of somebody else")
                .isEqualTo(422);
        assertThat(stage.recorded(Event.HoldAnswered.class)).isEmpty();
    }

    @Test
    void whatIsNotSignedByTheRegisteredPasskeyOfThisPersonHereDoesNotCount() throws Exception {
        register(phone);
        String hold = held("P-1");
        wait(Duration.ofHours(1));
        String origin = phone.origin;

        phone.origin = "https://evil.example";
        assertThat(approve(hold).body()).contains("not for a page of http://localhost");
        phone.origin = origin;
        phone.site = "evil.example";
        assertThat(approve(hold).body()).contains("not for the site localhost");
        phone.site = "localhost";
        phone.flags = 0x01;
        assertThat(approve(hold).body()).contains("did not verify the person");
        phone.flags = 0x05;
        SoftAuthenticator copy = new SoftAuthenticator(origin, "phone");
        assertThat(approve(hold, copy.used(challenge("vera", page(hold) + "/challenge")))
                        .body())
                .contains("signature is not from this passkey");
        SoftAuthenticator unknown = new SoftAuthenticator(origin, "unknown");
        assertThat(approve(hold, unknown.used(challenge("vera", page(hold) + "/challenge")))
                        .body())
                .contains("not registered or was removed");
        assertThat(stage.recorded(Event.HoldAnswered.class)).isEmpty();
        assertThat(approve(hold).statusCode()).isEqualTo(303);
    }

    @Test
    void aPasskeyThatCountsBackIsTakenForACopy() throws Exception {
        phone.uses = 5;
        register(phone);
        String first = held("P-1");
        String second = held("P-2");
        wait(Duration.ofHours(1));

        assertThat(approve(first).body()).contains("fewer uses than before");
        phone.uses = 6;
        assertThat(approve(first).statusCode()).isEqualTo(303);
        assertThat(approve(second).statusCode()).as("the same count again").isEqualTo(422);
        phone.uses = 7;
        assertThat(approve(second).statusCode()).isEqualTo(303);
    }

    @Test
    void oneThatWasRemovedCountsNoMore() throws Exception {
        register(phone);
        String hold = held("P-1");
        String id = stage.v1("vera", "passkeys").at("/passkeys/0/id").asText();
        assertThat(stage.form("paul", PAGE, Map.of("act", "remove", "id", id)).statusCode())
                .as("that of somebody else")
                .isEqualTo(404);

        assertThat(stage.form("vera", PAGE, Map.of("act", "remove", "id", id)).statusCode())
                .isEqualTo(303);

        assertThat(stage.recorded(AgentEvent.PasskeyRemoved.class)).hasSize(1);
        assertThat(stage.page("vera", PAGE).body()).contains("You have none.");
        wait(Duration.ofHours(1));
        assertThat(approve(hold).body()).contains("not registered or was removed");
    }

    @Test
    void registeringOneTakesAFreshLogin() throws Exception {
        String challenge = challenge("vera", PAGE);
        wait(Duration.ofMinutes(16));

        assertThat(stage.form("vera", PAGE, Map.of("act", "challenge")).statusCode())
                .isEqualTo(403);
        assertThat(stage.form("vera", PAGE, phone.made(challenge, "phone")).statusCode())
                .isEqualTo(403);
        assertThat(stage.recorded(AgentEvent.PasskeyRegistered.class)).isEmpty();
    }

    @Test
    void oneIsRegisteredOnceAndWithAKeyOfAKindThatIsTaken() throws Exception {
        Map<String, String> weak = phone.made(challenge("vera", PAGE), "phone");
        weak.put("key", "AAAA");
        assertThat(stage.form("vera", PAGE, weak).body()).contains("not for ES256, Ed25519 or RS256");
        Map<String, String> renamed = phone.made(challenge("vera", PAGE), "phone");
        renamed.put("credential", "AAAA");
        assertThat(stage.form("vera", PAGE, renamed).body()).contains("did not create a passkey with this id");
        assertThat(register(phone).statusCode()).isEqualTo(303);
        assertThat(register(phone).body()).contains("already registered");
    }
}
