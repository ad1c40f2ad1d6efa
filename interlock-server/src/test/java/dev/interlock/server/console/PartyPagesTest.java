package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.server.fixture.Served;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents and people in the console: who they are, stopped by one person, and let act again by two. */
class PartyPagesTest {

    private static final String BUNDLE = """
        interlock: v1
        name: shop
        owner: desk@example.com
        independence: {line: [chain, owner, origin]}
        risk: {high: {independence: line, on-conflict: deny, on-missing: hold}}
        """;

    private static final String CONFIG = """
        domain: shop.example
        listen: 127.0.0.1:0
        upstreams: {erp: {url: "http://127.0.0.1:9/mcp"}}
        agents: {clerk: {token: "%s", owner: paul, root: true, origin: lead}}
        people:
          vera: {token: "%s", owner: controlling, groups: [administrators]}
          adam: {token: "%s", owner: board, groups: [administrators]}
          paul: {token: "%s", owner: treasury}
        """;

    private static final String CLERK = "/console/parties/clerk";
    private static final String SETTINGS = "/console/settings";

    @TempDir
    private Path folder;

    private Served served;

    @BeforeEach
    void start() throws IOException {
        Served.bundle(folder, BUNDLE);
        served = Served.of(folder, Served.withTokens(CONFIG), Map.of(), InstantSource.system())
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        served.close();
    }

    @Test
    void everybodyHasAPage() throws Exception {
        try (Visitor paul = Visitor.of(served, "paul")) {
            assertThat(paul.page("/console/parties")).contains("clerk", "vera", "may act");
            assertThat(paul.page("/console/parties?kind=person"))
                    .contains("adam")
                    .doesNotContain("parties/clerk\"");
            assertThat(paul.page(CLERK))
                    .contains("Origin", "lead", "a token in the configuration", "Suspend", "stop it on its page");
            assertThat(paul.page("/console/objects?party=clerk")).contains("Objects that clerk touched");
            assertThat(paul.page("/console/parties/vera"))
                    .contains("administers the server")
                    .doesNotContain("This person has left");
            assertThat(paul.page("/console/leases")).contains("No agent has a lease");
            assertThat(paul.get("/console/parties/nobody").statusCode()).isEqualTo(404);
            assertThat(paul.get("/console/parties?kind=ghost").statusCode()).isEqualTo(400);
            assertThat(paul.get("/console/leases/lease-9").statusCode()).isEqualTo(404);
            assertThat(paul.send("/console/leases", Map.of("act", "revoke", "id", "lease-9"))
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void oneStopsAnAgentAndTwoLetItActAgain() throws Exception {
        try (Visitor vera = Visitor.of(served, "vera");
                Visitor adam = Visitor.of(served, "adam");
                Visitor paul = Visitor.of(served, "paul")) {
            assertThat(paul.sent(CLERK, Map.of("act", "suspend", "reason", "<b>odd\u202e</b>")))
                    .contains("suspended", "&lt;b&gt;odd", "U+202E", "Propose to resume")
                    .doesNotContain("<b>odd");
            assertThat(vera.sent(CLERK, Map.of("act", "resume", "reason", "<i>was a bad prompt</i>")))
                    .contains("You proposed it, so")
                    .doesNotContain("resumption-confirm");
            long number =
                    served.recorded(AgentEvent.ResumeProposed.class).getFirst().resume();

            assertThat(vera.page(SETTINGS)).contains("You proposed it", "&lt;i&gt;was a bad prompt");
            assertThat(paul.page(SETTINGS))
                    .contains("r-" + number, "independent of vera")
                    .doesNotContain("resumption-confirm");
            Map<String, String> confirm = Map.of("act", "resumption-confirm", "id", "r-" + number);
            HttpResponse<String> refused = paul.send(SETTINGS, confirm);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("This was not done");
            assertThat(adam.page(CLERK)).contains("Let it act again", "was a bad prompt");
            assertThat(adam.sent(CLERK, confirm)).contains("may act").doesNotContain("All its calls are denied");
        }
        assertThat(served.recorded(AgentEvent.ResumeAnswered.class)).hasSize(1);
    }

    @Test
    void somebodyAnswersInAnothersPlaceUntilEitherEndsIt() throws Exception {
        try (Visitor vera = Visitor.of(served, "vera");
                Visitor adam = Visitor.of(served, "adam");
                Visitor paul = Visitor.of(served, "paul")) {
            String page = "/console/parties/vera";
            assertThat(vera.page(page)).contains("Let someone else answer", "administrators");
            assertThat(paul.page(page)).doesNotContain("Let someone else answer");
            Map<String, String> form = Map.of(
                    "act", "delegate", "to", "paul", "group", "administrators", "for", "4h", "reason", "<i>away");
            assertThat(vera.sent(page, form)).contains("answers for", "&lt;i&gt;away", "End it");
            assertThat(vera.page("/console/inbox")).contains("paul answers for vera");
            assertThat(adam.page("/console/parties/adam")).doesNotContain("answers for");
            assertThat(vera.page("/console/parties/clerk")).doesNotContain("Who answers in whose place");
            long number = served.recorded(HoldEvent.Delegated.class).getFirst().delegation();
            assertThat(paul.sent("/console/parties/paul", Map.of("act", "delegation-end", "id", "d-" + number)))
                    .doesNotContain("answers for");
        }
        assertThat(served.recorded(HoldEvent.DelegationEnded.class)).hasSize(1);
    }

    @Test
    void thatAnOwnerIsGoneIsForAdministrators() throws Exception {
        try (Visitor vera = Visitor.of(served, "vera");
                Visitor paul = Visitor.of(served, "paul")) {
            String page = "/console/parties/paul";
            Map<String, String> gone = Map.of("act", "gone", "reason", "left");
            assertThat(paul.send(page, gone).statusCode()).isEqualTo(403);
            assertThat(vera.page(page)).contains("This person has left");
            assertThat(vera.sent(page, gone)).contains("gone", "This person is back");
            assertThat(vera.page(CLERK)).contains("suspended", "owner gone", "Entry");
            assertThat(vera.sent(page, Map.of("act", "back", "reason", "returned")))
                    .contains("gone");
            assertThat(vera.page(SETTINGS)).contains("resume the owner", "returned");
            assertThat(vera.send(page, Map.of("act", "promote")).statusCode()).isEqualTo(400);
        }
    }
}
