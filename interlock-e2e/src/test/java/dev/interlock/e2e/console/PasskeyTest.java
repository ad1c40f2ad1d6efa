package dev.interlock.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Presence;
import dev.interlock.server.console.ConsoleStage;
import dev.interlock.server.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A passkey in a real browser, with an authenticator that the browser plays. */
class PasskeyTest {

    @TempDir
    private Path folder;

    private static void addAuthenticator(Window window) {
        CDPSession session = window.page().context().newCDPSession(window.page());
        session.send("WebAuthn.enable");
        var options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", "internal");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", true);
        options.addProperty("isUserVerified", true);
        options.addProperty("automaticPresenceSimulation", true);
        var arguments = new JsonObject();
        arguments.add("options", options);
        session.send("WebAuthn.addVirtualAuthenticator", arguments);
    }

    @Test
    void aPasskeyIsRegisteredAndApprovesACriticalCall() throws Exception {
        try (Browser browser = Browser.open();
                var stage = new ConsoleStage(folder)) {
            Window vera = browser.signIn(stage.link("vera").replace("127.0.0.1", "localhost"), Browser.View.WIDE);
            addAuthenticator(vera);
            vera.open("/console/passkeys");
            vera.assertAccessible();
            vera.main().locator("#pk-name").fill("Phone");
            vera.button("Register a passkey").click();
            vera.shows("never used");
            vera.assertAccessible();
            String hold = stage.held(
                    stage.task("Settle it"),
                    "pay",
                    Json.object().put("payment", "P-1").put("amount", "10").put("note", "n"));
            stage.time.updateAndGet(now -> now.plus(Duration.ofHours(1)));

            vera.open("/console/holds/" + hold);
            vera.shows("Sign in again to approve this");
            vera.assertAccessible();
            vera.main()
                    .locator("#code")
                    .fill(vera.main().locator(".code output").innerText());
            vera.button("Approve with a passkey").click();

            vera.shows("You approved this");
            vera.assertClean();
            long passkey =
                    stage.recorded(AgentEvent.PasskeyRegistered.class).getLast().passkey();
            assertThat(stage.recorded(Event.HoldAnswered.class).getLast().how().presence())
                    .hasValueSatisfying(presence -> assertThat(presence.by())
                            .isInstanceOfSatisfying(
                                    Presence.By.Passkey.class,
                                    key -> assertThat(key.passkey()).isEqualTo(passkey)));
        }
    }
}
