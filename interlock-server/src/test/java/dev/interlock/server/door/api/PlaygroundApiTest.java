package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The playground over the API: what people send is checked, played and asked, and nothing of it is kept. */
class PlaygroundApiTest {

    private static final Path ACCOUNTS =
            Path.of(System.getProperty("interlock.root", ".."), "bundles", "accounts-payable");
    private static final String SEPARATION = "tests/separation.yaml";

    private ApiServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static ObjectNode accounts() throws IOException {
        ObjectNode files = Json.object();
        try (Stream<Path> all = Files.walk(ACCOUNTS)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                files.put(ACCOUNTS.relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }

    private static ObjectNode files(String text) {
        return Json.object().put("interlock.yaml", text);
    }

    private ApiServer.Reply post(String who, String path, ObjectNode files, String... members) throws Exception {
        ObjectNode body = Json.object();
        body.set("files", files);
        for (int i = 0; i < members.length; i += 2) {
            body.put(members[i], members[i + 1]);
        }
        return server.send(who, "POST", "/v1/playground/" + path, Json.text(body));
    }

    private JsonNode done(ApiServer.Reply reply) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        return reply.body();
    }

    @Test
    void aBundleIsCheckedAsAnEditorDoesIt() throws Exception {
        JsonNode checked = done(post("otto", "check", accounts()));
        assertThat(checked.get("ok").booleanValue()).as(checked.toString()).isTrue();
        assertThat(checked.get("rules"))
                .extracting(JsonNode::textValue)
                .containsExactly("AP-01", "AP-02", "AP-03", "AP-04");
        assertThat(checked.get("casts")).hasSize(3);
        assertThat(checked.get("tools").toString()).contains("erp/release_payment");

        ObjectNode wrong = accounts();
        wrong.put("rules/sod.yaml", wrong.get("rules/sod.yaml").textValue().replace("separate:", "seperate:"));
        JsonNode mistakes = done(post("otto", "check", wrong));
        assertThat(mistakes.get("ok").booleanValue()).isFalse();
        JsonNode first = mistakes.get("diagnostics").get(0);
        assertThat(first.get("file").textValue()).isEqualTo("rules/sod.yaml");
        assertThat(first.get("line").intValue()).isPositive();
        assertThat(mistakes.toString()).contains("separate");
    }

    @Test
    void whatCanStandAtAPlaceIsProposed() throws Exception {
        ObjectNode body =
                Json.object().put("text", "interlock: v1\nru\n").put("line", 2).put("column", 3);
        JsonNode proposed = done(server.send("otto", "POST", "/v1/playground/complete", Json.text(body)));
        assertThat(proposed.get("items"))
                .extracting(item -> item.get("text").textValue())
                .contains("rules", "risk");
    }

    @Test
    void scenariosArePlayedAsStories() throws Exception {
        JsonNode played = done(post("otto", "test", accounts()));
        assertThat(played.get("passed").booleanValue()).isTrue();
        assertThat(played.get("hold").intValue()).isEqualTo(played.get("all").intValue());
        JsonNode story = Stream.iterate(0, i -> i + 1)
                .limit(played.get("stories").size())
                .map(i -> played.get("stories").get(i))
                .filter(one -> one.get("name").textValue().equals("The agent that created the vendor"))
                .findFirst()
                .orElseThrow();
        assertThat(story.get("verdict").textValue()).isEqualTo("deny");
        assertThat(story.get("rules").toString()).contains("AP-01");
        JsonNode last = story.get("steps").get(story.get("steps").size() - 1);
        assertThat(last.get("what").textValue()).startsWith("ada calls erp/release_payment");
        assertThat(last.get("findings")
                        .get(0)
                        .get("witnesses")
                        .get(0)
                        .get("name")
                        .textValue())
                .isEqualTo("create");
    }

    @Test
    void aScenarioThatDoesNotHoldSaysWhere() throws Exception {
        ObjectNode changed = accounts();
        String tests = changed.get(SEPARATION).textValue();
        changed.put(
                SEPARATION,
                tests.replaceFirst(
                        "expect: \\{verdict: hold, code: approval-required",
                        "expect: {verdict: deny, code: approval-required"));
        JsonNode played = done(post("otto", "test", changed));
        assertThat(played.get("passed").booleanValue()).isFalse();
        JsonNode story = played.get("stories").get(0);
        assertThat(played.toString()).contains("expected deny");
        assertThat(story).isNotNull();
    }

    /** The files with the rule about creating a vendor and paying it left to note what it finds. */
    private static ObjectNode observing() throws IOException {
        ObjectNode changed = accounts();
        String rules = changed.get("rules/sod.yaml").textValue();
        changed.put("rules/sod.yaml", rules.replaceFirst("- id: AP-01", "- id: AP-01\n    mode: observe"));
        return changed;
    }

    private ApiServer.Reply compared(String path, ObjectNode files, ObjectNode base) throws Exception {
        ObjectNode body = Json.object();
        body.set("files", files);
        body.set("base", base);
        return server.send("otto", "POST", "/v1/playground/" + path, Json.text(body));
    }

    private static JsonNode story(JsonNode played, String name) {
        return StreamSupport.stream(played.get("stories").spliterator(), false)
                .filter(one -> one.get("name").textValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theEffectOfAChangeIsNoMistake() throws Exception {
        ObjectNode changed = observing();
        JsonNode alone = done(post("otto", "check", changed));
        assertThat(alone.get("ok").booleanValue()).isFalse();
        JsonNode checked = done(compared("check", changed, accounts()));
        assertThat(checked.get("ok").booleanValue()).as(checked.toString()).isTrue();
        assertThat(checked.get("diagnostics")).isEmpty();
        assertThat(checked.get("changed").intValue()).isPositive();
        assertThat(checked.get("failed").intValue()).isZero();

        JsonNode played = done(compared("test", changed, accounts()));
        JsonNode change = story(played, "The agent that created the vendor").get("change");
        assertThat(change.at("/before/verdict").textValue()).isEqualTo("deny");
        assertThat(change.at("/before/findings").toString()).contains("AP-01", "duty-conflict");
        assertThat(change.at("/before/findings/0/outcome").textValue()).isEqualTo("deny");
        assertThat(change.at("/after/findings/0/outcome").textValue()).isEqualTo("record");
        assertThat(change.at("/after/what").textValue()).startsWith("ada calls erp/release_payment");

        // Nothing changed: nothing is told to come out otherwise, and a scenario that is wrong stays wrong.
        ObjectNode wrong = accounts();
        wrong.put(SEPARATION, wrong.get(SEPARATION).textValue().replaceFirst("verdict: deny", "verdict: hold"));
        JsonNode same = done(compared("test", wrong, accounts()));
        assertThat(same.get("changed").intValue()).isZero();
        assertThat(same.get("failed").intValue()).isEqualTo(1);
        assertThat(done(compared("check", wrong, accounts())).get("ok").booleanValue())
                .isFalse();
    }

    @Test
    void whatTheBaseCannotPlayIsNotCompared() throws Exception {
        ObjectNode base = files("""
            interlock: v1
            name: other
            owner: desk@example.com
            independence: {another-line: [chain, owner, origin]}
            risk: {high: {independence: another-line, on-conflict: deny, on-missing: hold}}
            """);
        JsonNode played = done(compared("test", accounts(), base));
        assertThat(played.get("uncompared").intValue()).as(played.toString()).isPositive();
        assertThat(played.get("uncompared").intValue() + played.get("changed").intValue())
                .isEqualTo(played.get("all").intValue());
        ApiServer.Reply refused = compared("test", accounts(), files("interlock: v1\n"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().toString()).contains("/base", "to compare with has mistakes");
        assertThat(compared("check", accounts(), Json.object()).body().toString())
                .contains("/base");
    }

    @Test
    void aCallIsTriedLongAfterTheOthersAndUnderBothBundles() throws Exception {
        ObjectNode body = Json.object();
        ObjectNode files = accounts();
        String rules = files.get("rules/sod.yaml").textValue();
        assertThat(rules).contains("within: 90d");
        files.put("rules/sod.yaml", rules.replaceFirst("within: 90d", "within: 10d"));
        body.set("files", files);
        body.set("base", accounts());
        body.put("file", SEPARATION)
                .put("scenario", "Parties who do not depend on each other do the work together, with one approval")
                .put("by", "ada")
                .put("intent", "settle-payables")
                .put("tool", "erp/release_payment")
                .put("after", "20d");
        body.putObject("args")
                .put("payment_id", "P-1")
                .put("amount", 1)
                .put("currency", "EUR")
                .put("iban", "DE89");
        JsonNode decided = done(server.send("otto", "POST", "/v1/playground/decide", Json.text(body)));
        assertThat(decided.get("findings").toString()).doesNotContain("AP-01");
        assertThat(decided.at("/before/findings").toString()).contains("AP-01", "duty-conflict");
        assertThat(decided.at("/before/verdict").textValue()).isEqualTo("deny");
        int history = decided.get("history").intValue();
        assertThat(decided.at("/steps/" + history + "/what").textValue()).contains("begins `settle-payables`");

        body.put("after", "100d");
        JsonNode later = done(server.send("otto", "POST", "/v1/playground/decide", Json.text(body)));
        assertThat(later.at("/before/findings").toString()).doesNotContain("AP-01");
        assertThat(decided.get("changed").booleanValue()).isTrue();
        assertThat(later.get("changed").booleanValue()).isFalse();
        body.put("after", "soon");
        assertThat(server.send("otto", "POST", "/v1/playground/decide", Json.text(body))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aCallIsDecidedAfterAScenario() throws Exception {
        ObjectNode body = Json.object();
        body.set("files", accounts());
        body.put("file", SEPARATION)
                .put("scenario", "Parties who do not depend on each other do the work together, with one approval")
                .put("by", "ada")
                .put("intent", "settle-payables")
                .put("tool", "erp/release_payment");
        body.putObject("args")
                .put("payment_id", "P-1")
                .put("amount", 1)
                .put("currency", "EUR")
                .put("iban", "DE89");
        long entries = server.domain().ledger().size();
        JsonNode decided = done(server.send("otto", "POST", "/v1/playground/decide", Json.text(body)));
        assertThat(decided.get("verdict").textValue()).as(decided.toString()).isEqualTo("deny");
        assertThat(decided.get("findings").toString()).contains("AP-01", "duty-conflict", "create");
        assertThat(decided.get("history").intValue()).isGreaterThan(5);
        // Nothing of it is recorded.
        assertThat(server.domain().ledger().size()).isEqualTo(entries);

        body.put("by", "nobody-of-the-cast");
        ApiServer.Reply refused = server.send("otto", "POST", "/v1/playground/decide", Json.text(body));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().get("diagnostics").toString()).contains("not in the cast");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "test", "decide", "complete"})
    void agentsAreRefused(String path) throws Exception {
        ApiServer.Reply reply = post("clerk", path, files("interlock: v1\n"));
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body().get("code").textValue()).isEqualTo("not-allowed");
    }

    @Test
    void hostileBundlesAreToldWhatIsWrong() throws Exception {
        for (String text : List.of(
                "",
                "\u0000",
                "[".repeat(100_000),
                "{a: ".repeat(5_000),
                "&a [*a, *a]",
                "!!java.lang.Runtime {}",
                "interlock: v1\ninclude: ['../../../etc/passwd', /etc/passwd, '**']",
                "interlock: v1\nname: \u202e\u001b[2J<script>alert(1)</script>",
                "a: " + "x".repeat(150_000),
                "interlock: v1\nrules: [" + "{id: A, ".repeat(3_000) + "]")) {
            ApiServer.Reply reply = post("otto", "check", files(text));
            assertThat(reply.status())
                    .as(text.substring(0, Math.min(40, text.length())))
                    .isEqualTo(200);
            assertThat(reply.body().get("ok").booleanValue()).isFalse();
            assertThat(reply.body().toString()).doesNotContain("root:");
            assertThat(post("otto", "test", files(text)).status()).isEqualTo(422);
        }
    }

    @Test
    void thereAreBounds() throws Exception {
        assertThat(post("otto", "check", files("#".repeat(210_000))).status()).isEqualTo(400);
        assertThat(post("otto", "check", files("#".repeat(600_000))).status()).isEqualTo(413);
        assertThat(post("otto", "check", Json.object()).status()).isEqualTo(400);
        ObjectNode many = Json.object();
        for (int i = 0; i <= 40; i++) {
            many.put("f" + i + ".yaml", "a: 1");
        }
        assertThat(post("otto", "check", many).status()).isEqualTo(400);
        for (String path :
                List.of("../interlock.yaml", "/etc/x.yaml", "a/../b.yaml", "x.txt", ".yaml", "a//b.yaml", "<b>.yaml")) {
            assertThat(post("otto", "check", Json.object().put(path, "a: 1")).status())
                    .as(path)
                    .isEqualTo(400);
        }
        assertThat(server.send("otto", "GET", "/v1/playground/check").status()).isEqualTo(405);
        assertThat(server.send("otto", "POST", "/v1/playground/nowhere", "{}").status())
                .isEqualTo(404);
    }
}
