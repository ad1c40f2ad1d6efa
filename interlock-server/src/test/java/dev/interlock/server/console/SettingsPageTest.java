package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.server.fixture.Served;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings in the console: how the server is, and what waits for administrators. */
class SettingsPageTest {

    private static final String SETTINGS = "/console/settings";

    private static final String BUNDLE = """
        interlock: v1
        name: shop
        owner: desk@example.com
        independence: {line: [chain, owner, origin]}
        risk: {high: {independence: line, on-conflict: deny, on-missing: hold}}
        """;

    private static final String CONFIG = """
        domain: shop.example
        data: data
        listen: 127.0.0.1:0
        upstreams: {erp: {url: "http://127.0.0.1:9/mcp"}}
        agents: {clerk: {token: "%s", owner: desk, root: true, origin: lead}}
        channels:
          chat:
            webhook: https://chat.example.com/in?key=not-to-be-told
            secret: {from-env: CHAT_SECRET}
            events: [hold.held]
            answers: {secret: {from-env: CHAT_ANSWERS}, speaks-for: [vera]}
        people:
          vera: {token: "%s", owner: controlling, groups: [administrators]}
          adam: {token: "%s", owner: board, groups: [administrators]}
          paul: {token: "%s", owner: treasury}
        """;

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    private Path folder;

    private Served served;

    @BeforeEach
    void start() throws IOException {
        Served.bundle(folder, BUNDLE);
        served = Served.of(
                        folder,
                        Served.withTokens(CONFIG),
                        Map.of("CHAT_SECRET", SECRET, "CHAT_ANSWERS", SECRET),
                        InstantSource.system())
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        served.close();
    }

    @Test
    void thePageTellsHowTheServerIsAndNoSecret() throws Exception {
        try (Visitor paul = Visitor.of(served, "paul")) {
            assertThat(paul.page(SETTINGS))
                    .contains("calls are decided and recorded", "Anchor", "erp", "shop.example+")
                    .contains("chat", "notifies people and accepts answers", "hold.held", "speaks for vera")
                    .doesNotContain("not-to-be-told", "chat.example.com", SECRET, "The clock is in doubt");
            assertThat(paul.get(SETTINGS + "/more").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aClosedLedgerIsAcceptedByTwo() throws Exception {
        served.close();
        Files.writeString(folder.resolve("data/restored"), "elsewhere\n");
        served.start();
        try (Visitor vera = Visitor.of(served, "vera");
                Visitor adam = Visitor.of(served, "adam")) {
            assertThat(vera.page(SETTINGS)).contains("The ledger is closed", "Propose to accept it");
            assertThat(vera.sent(SETTINGS, Map.of("act", "ledger-accept", "reason", "it was restored <script>")))
                    .contains("asks to accept it", "&lt;script&gt;", "Another administrator");
            long number = served.recorded(LedgerEvent.AcceptanceProposed.class)
                    .getFirst()
                    .acceptance();
            Map<String, String> confirm = Map.of("act", "ledger-confirm", "id", "accept-" + number);
            assertThat(vera.send(SETTINGS, confirm).statusCode()).isEqualTo(403);
            assertThat(adam.page(SETTINGS)).contains("Accept the ledger as it is");
            assertThat(adam.sent(SETTINGS, confirm)).doesNotContain("The ledger is closed");
        }
    }

    @Test
    void formsThatTheApiRefusesDoNothing() throws Exception {
        try (Visitor paul = Visitor.of(served, "paul")) {
            for (Map<String, String> form : List.of(
                    Map.of("act", "ledger-accept", "reason", "x"),
                    Map.of("act", "clock-confirm", "time", "2026-11-28T16:19Z"),
                    Map.of("act", "link-confirm", "id", "../../lanes"),
                    Map.of("act", "delegation-end", "id", "d-1"),
                    Map.of("act", "resumption-reject", "id", "r-1?x=1"),
                    Map.of("act", "other"))) {
                assertThat(paul.send(SETTINGS, form).statusCode())
                        .as(form.toString())
                        .isBetween(400, 499);
            }
        }
        assertThat(served.recorded(Event.LinkAnswered.class)).isEmpty();
    }
}
