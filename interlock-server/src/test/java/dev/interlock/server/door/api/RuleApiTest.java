package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules in force, as people see them over the API. */
class RuleApiTest {

    private ApiServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private JsonNode get(String path) throws Exception {
        ApiServer.Reply reply = server.send("otto", "GET", path);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        return reply.body();
    }

    @Test
    void theRulesAreListedInTheOrderOfTheBundle() throws Exception {
        JsonNode all = get("/v1/rules");
        assertThat(all.get("rules"))
                .extracting(rule -> rule.get("id").textValue())
                .containsExactly("AP-01", "AP-02", "AP-03", "AP-04");
        assertThat(all.get("bundle").get("name").textValue()).isEqualTo("accounts-payable");
        JsonNode first = all.get("rules").get(0);
        assertThat(first.get("kind").textValue()).isEqualTo("separate");
        assertThat(first.get("mode").textValue()).isEqualTo("enforce");
        assertThat(first.get("title").textValue()).isEqualTo("No party creates or edits a vendor and also pays it");

        JsonNode page = get("/v1/rules?limit=3");
        assertThat(page.get("next").textValue()).isEqualTo("AP-03");
        assertThat(get("/v1/rules?after=AP-03").get("rules").get(0).get("id").textValue())
                .isEqualTo("AP-04");
    }

    @Test
    void aRuleIsShownInWordsAndAsItIsWritten() throws Exception {
        JsonNode rule = get("/v1/rules/AP-01");
        assertThat(rule.get("sentences").get(0).textValue())
                .isEqualTo("On one vendor, one party does not do both `vendor.create` or `vendor.edit` and"
                        + " `payment.release`.");
        assertThat(rule.get("text").textValue()).contains("in the last 90d counts", "delegation chain");
        assertThat(rule.get("window").textValue()).isEqualTo("90d");
        assertThat(rule.get("about").get(0).textValue()).isEqualTo("vendor");
        assertThat(rule.get("duties")).hasSize(3);
        assertThat(rule.get("waivable").booleanValue()).isTrue();
        assertThat(rule.get("independence")).hasSize(5);
        assertThat(rule.get("independence").get(4).toString())
                .isEqualTo(
                        "{\"risk\":\"critical\",\"level\":\"another-line\",\"attributes\":[\"chain\",\"owner\",\"origin\"]}");
        JsonNode source = rule.get("source");
        assertThat(source.get("file").textValue()).isEqualTo("rules/sod.yaml");
        assertThat(source.get("line").intValue()).isEqualTo(2);
        assertThat(source.get("lines").get(0).textValue()).isEqualTo("id: AP-01");
        assertThat(source.get("lines").get(source.get("lines").size() - 1).textValue())
                .isEqualTo("controls: [SOX-404, NIST-AC-5, OWASP-ASI03]");
        assertThat(source.get("cut").booleanValue()).isFalse();

        JsonNode approval = get("/v1/rules/AP-02");
        assertThat(approval.get("text").textValue())
                .contains("needs `invoice.match` on its invoice", "one person of `ap-approvers`", "valid for 1h");
    }

    @Test
    void whatARuleDidIsCounted() throws Exception {
        assertThat(get("/v1/rules/AP-01").get("calls").get("held").intValue()).isZero();
        String hold = server.heldRelease();
        JsonNode rule = get("/v1/rules/AP-01");
        assertThat(rule.get("calls").toString())
                .isEqualTo("{\"stopped\":0,\"held\":1,\"observed\":0,\"approved\":0,\"waived\":0}");
        assertThat(rule.get("last").asText()).isEqualTo(hold.substring(2));
        assertThat(rule.get("one").get("calls").intValue()).isEqualTo(1);
        JsonNode shared = rule.get("one").get("attributes").get(0);
        assertThat(shared.get("attribute").textValue()).isEqualTo("runtime");
        assertThat(shared.get("name").textValue()).isEqualTo("running instance");
        assertThat(shared.get("count").intValue()).isEqualTo(1);
        assertThat(get("/v1/rules").get("rules").get(3).get("calls").get("held").intValue())
                .isEqualTo(1);
        assertThat(get("/v1/rules/AP-03").has("last")).isFalse();
    }

    @Test
    void itIsToldSinceWhenTheBundleIsInForceAndByWhom() throws Exception {
        JsonNode first = get("/v1/rules/AP-01").get("inForce");
        assertThat(first.get("entry").intValue()).isZero();

        Path sod = server.bundle().resolve("rules/sod.yaml");
        Files.writeString(sod, Files.readString(sod).replace("within: 90d", "within: 30d"));
        ApiServer.Reply proposed = server.send("vera", "POST", "/v1/bundle/propose", "{}");
        String digest = proposed.body().get("digest").textValue();
        ApiServer.Reply activated =
                server.send("adam", "POST", "/v1/bundle/activate", "{\"digest\":\"" + digest + "\"}");
        assertThat(activated.status()).as(activated.toString()).isEqualTo(200);
        JsonNode rule = get("/v1/rules/AP-01");
        assertThat(rule.get("window").textValue()).isEqualTo("30d");
        assertThat(rule.get("source").get("lines").toString()).contains("within: 30d");
        assertThat(rule.get("inForce").get("by").textValue()).isEqualTo("adam");
        assertThat(rule.get("inForce").get("proposedBy").textValue()).isEqualTo("vera");
        assertThat(get("/v1/rules").get("bundle").get("inForce").get("by").textValue())
                .isEqualTo("adam");
    }

    @Test
    void agentsSeeNoRule() throws Exception {
        for (String path : List.of("/v1/rules", "/v1/rules/AP-01", "/v1/overview")) {
            ApiServer.Reply refused = server.send("clerk", "GET", path);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body().get("code").textValue()).isEqualTo("not-allowed");
        }
        assertThat(server.send("otto", "GET", "/v1/rules/%3Cscript%3E").status())
                .isEqualTo(404);
        assertThat(server.send("otto", "GET", "/v1/rules/AP-01/x").status()).isEqualTo(404);
    }
}
