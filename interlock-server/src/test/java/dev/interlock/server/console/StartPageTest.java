package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Served;
import dev.interlock.server.json.Json;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** First steps: what a new server has, what it needs, and what comes next. */
class StartPageTest {

    private static final String START = "/console/start";

    @TempDir
    private Path folder;

    @Test
    void anEmptyServerIsLedFromTheBeginning() throws Exception {
        Served.bundle(folder, """
            interlock: v1
            name: shop
            owner: desk@example.com
            independence: {line: [chain, owner, origin]}
            risk: {high: {independence: line, on-conflict: deny, on-missing: hold}}
            """);
        String config = """
            domain: shop.example
            listen: 127.0.0.1:0
            people: {vera: {token: "sha256:%s", owner: controlling, groups: [administrators]}}
            """.formatted("1".repeat(64));
        try (Served served = Served.of(folder, config, Map.of(), InstantSource.system())
                        .start();
                Visitor vera = Visitor.of(served, "vera")) {
            assertThat(vera.page(START))
                    .contains("0 of 11 are done", "A server behind the gateway", "upstreams:", "shop.example+")
                    .contains("One person is registered, and no one approves alone")
                    .contains("anchor: /var/lib/anchors/payments", "roles:", "interlock task open")
                    .containsOnlyOnce("<span class=\"tag hold\">next</span>")
                    .doesNotContain("aria-label=\"done\"");
            assertThat(vera.page("/console"))
                    .contains("No agent has called anything so far", "Next: a server behind the gateway", START);
            assertThat(vera.page("/console/settings")).contains("href=\"/console/start\"");
            assertThat(vera.get(START + "/more").statusCode()).isEqualTo(404);
            assertThat(vera.send(START, Map.of()).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void whatIsDoneIsCheckedAndNowIsSilentAfterTheFirstCall() throws Exception {
        try (var stage = new ConsoleStage(folder)) {
            assertThat(stage.page("vera", START).body())
                    .contains("1 agent is registered", "6 people are registered", "4 rules are in force")
                    .contains("with 1 intent that tasks may have", "aria-label=\"done\"", "A first call")
                    .doesNotContain("A task was opened");
            assertThat(stage.page("vera", "/console").body()).contains(START);

            String task = stage.task("pay");
            assertThat(stage.page("vera", START).body()).contains("A task was opened", "The agent is any MCP client");
            stage.held(task, "pay", Json.object().put("payment", "P-1").put("amount", "5"));

            assertThat(stage.page("vera", START).body()).contains("1 call was decided");
            assertThat(stage.page("vera", "/console").body()).doesNotContain(START);
        }
    }
}
