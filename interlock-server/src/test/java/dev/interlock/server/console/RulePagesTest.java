package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Served;
import dev.interlock.server.fixture.Until;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages about rules: what they say, and how a bundle is proposed by one person and put in force by another. */
class RulePagesTest {

    private static final String BUNDLE = """
        interlock: v1
        name: shop
        owner: desk@example.com
        independence: {another-owner: [owner]}
        risk:
          high: {independence: another-owner, on-conflict: deny, on-missing: hold}
        server: shop
        no-effect: []
        objects:
          claim: {id: {form: integer}}
        tools:
          file_claim: {duty: claim.file, creates: {claim: result.id}}
          pay_claim: {duty: claim.pay, on: {claim: args.claim}}
        intents:
          claims: {goal: Claims, allow: [claim.file, claim.pay]}
        rules:
          - id: SHOP-01
            title: Whoever files a <script>claim</script> does not pay it
            separate: {duties: [claim.file, claim.pay], per: claim, within: 90d}
        """;

    private static final String TESTS = """
        agents:
          ada: {owner: sales, root: true}
        scenarios:
          - name: The agent that filed the claim
            steps:
              - {open: day, by: ada, intent: claims}
              - {call: shop/file_claim, as: file, by: ada, task: day, args: {}, result: {id: 1}}
              - {call: shop/pay_claim, by: ada, task: day, args: {claim: 1}, expect: {verdict: deny, rule: SHOP-01}}
        """;

    private static final String CONFIG = """
        domain: shop.example
        listen: 127.0.0.1:0
        agents: {clerk: {token: "%s", owner: desk}}
        people:
          vera: {token: "%s", owner: controls, groups: [administrators]}
          ines: {token: "%s", owner: it, groups: [administrators]}
          otto: {token: "%s", owner: audit, groups: [auditors]}
        """;

    private static final Pattern DIGEST = Pattern.compile("name=\"digest\" value=\"(sha-256:[0-9a-f]{64})\"");

    private static final String PROPOSAL = "/console/rules/proposal";

    @TempDir
    private Path folder;

    private Path bundle;
    private Served served;
    private Visitor vera;
    private Visitor ines;
    private Visitor otto;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(folder.resolve("bundle").resolve("tests"));
        bundle = Served.bundle(folder, Map.of("interlock.yaml", BUNDLE, "tests/claims.yaml", TESTS));
        served = Served.of(folder, Served.withTokens(CONFIG), Map.of(), InstantSource.system())
                .start();
        vera = Visitor.of(served, "vera");
        ines = Visitor.of(served, "ines");
        otto = Visitor.of(served, "otto");
    }

    @AfterEach
    void stop() throws IOException {
        vera.close();
        ines.close();
        otto.close();
        served.close();
    }

    private String changed() throws IOException {
        String now = BUNDLE.replace("within: 90d", "within: 1d");
        Files.writeString(bundle.resolve("interlock.yaml"), now);
        return now;
    }

    private static String digest(String page) {
        Matcher matcher = DIGEST.matcher(page);
        assertThat(matcher.find()).as(page).isTrue();
        return matcher.group(1);
    }

    @Test
    void allRulesAreListed() throws Exception {
        String page = otto.page("/console/rules");
        assertThat(page).contains("SHOP-01", "&lt;script&gt;claim", "/console/rules/proposal", "in force");
    }

    @Test
    void aRuleIsShownWithItsMeaningItsSourceAndItsStories() throws Exception {
        String page = otto.page("/console/rules/SHOP-01");
        assertThat(page)
                .contains(
                        "On one claim, one party does not do both",
                        "claim.file",
                        "id: SHOP-01",
                        "interlock.yaml, line",
                        "all 1",
                        "The agent that filed the claim",
                        "aria-label=\"stopped\"",
                        "It has stopped no call.");
        assertThat(otto.page("/console/rules/SHOP-01?show=held")).contains("It has held no call.");
        assertThat(otto.get("/console/rules/NO-99").statusCode()).isEqualTo(404);
        assertThat(otto.get("/console/rules/SHOP-01/more").statusCode()).isEqualTo(404);
        assertThat(otto.get("/console/rules/%3Cscript%3E").statusCode()).isEqualTo(404);
    }

    @Test
    void withoutAnotherBundleThereIsNothingToPropose() throws Exception {
        assertThat(vera.page(PROPOSAL))
                .contains("No bundle is proposed", "there is nothing to propose")
                .doesNotContain("value=\"propose\"");
        Files.writeString(bundle.resolve("interlock.yaml"), "interlock: v1\nrulez: []\n");
        assertThat(vera.page(PROPOSAL)).contains("has mistakes", "rulez").doesNotContain("value=\"propose\"");
    }

    @Test
    void oneProposesAndAnotherActivates() throws Exception {
        changed();
        String before = vera.page(PROPOSAL);
        String digest = digest(before);
        assertThat(otto.page(PROPOSAL)).contains("only people of").doesNotContain("value=\"propose\"");

        String proposed = vera.sent(PROPOSAL, Map.of("step", "propose", "digest", digest));
        assertThat(proposed)
                .contains("A bundle is proposed", "Not you:", "disabled")
                .doesNotContain("value=\"activate\"");
        HttpResponse<String> alone = vera.send(PROPOSAL, Map.of("step", "activate", "digest", digest));
        assertThat(alone.statusCode()).isEqualTo(403);
        assertThat(alone.body()).contains("Nothing was changed");

        HttpResponse<String> auditor = otto.send(PROPOSAL, Map.of("step", "activate", "digest", digest));
        assertThat(auditor.statusCode()).isEqualTo(403);

        assertThat(digest(ines.page(PROPOSAL))).isEqualTo(digest);
        HttpResponse<String> stale =
                ines.send(PROPOSAL, Map.of("step", "activate", "digest", "sha-256:" + "0".repeat(64)));
        assertThat(stale.statusCode()).isEqualTo(409);
        String after = ines.sent(PROPOSAL, Map.of("step", "activate", "digest", digest));
        assertThat(after).contains("The bundle is in force");
        assertThat(otto.page("/console/rules/SHOP-01")).contains("1d");
    }

    @Test
    void aProposalShowsWhatItWouldChange() throws Exception {
        changed();
        vera.sent(PROPOSAL, Map.of("step", "propose", "digest", digest(vera.page(PROPOSAL))));
        var page = new AtomicReference<>("");
        Until.holds(() -> {
            page.set(asked(otto));
            return !page.get().contains("<progress");
        });
        assertThat(page.get())
                .contains("What it decides differently", "shop/pay_claim", "goes through", "stopped")
                .contains("There were no calls in this period.");
    }

    private static String asked(Visitor visitor) {
        try {
            return visitor.page(PROPOSAL);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFormThatSaysSomethingElseIsRefused() throws Exception {
        assertThat(vera.send(PROPOSAL, Map.of("step", "delete")).statusCode()).isEqualTo(400);
        assertThat(vera.send(PROPOSAL, Map.of()).statusCode()).isEqualTo(400);
    }
}
