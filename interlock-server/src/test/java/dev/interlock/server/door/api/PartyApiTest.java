package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents and people, as people see them over the API. */
class PartyApiTest {

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

    private static List<String> names(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(one -> one.get("name").textValue())
                .toList();
    }

    @Test
    void allThatAreRegisteredAreListedPageByPage() throws Exception {
        JsonNode all = get("/v1/parties");
        assertThat(names(all.get("parties")))
                .containsExactly("adam", "clerk", "finn", "guest", "helper", "ines", "otto", "payer", "vera");
        assertThat(all.has("next")).isFalse();

        JsonNode first = get("/v1/parties?limit=4");
        assertThat(names(first.get("parties"))).containsExactly("adam", "clerk", "finn", "guest");
        JsonNode second = get("/v1/parties?limit=4&after=" + first.get("next").textValue());
        assertThat(names(second.get("parties"))).containsExactly("helper", "ines", "otto", "payer");
        assertThat(names(get("/v1/parties?kind=agent").get("parties"))).containsExactly("clerk", "helper", "payer");

        JsonNode clerk = all.get("parties").get(1);
        assertThat(clerk.get("kind").textValue()).isEqualTo("agent");
        assertThat(clerk.get("owner").textValue()).isEqualTo("finance");
        assertThat(clerk.get("state").textValue()).isEqualTo("active");
        JsonNode adam = all.get("parties").get(0);
        assertThat(adam.get("kind").textValue()).isEqualTo("person");
        assertThat(adam.get("groups").get(0).textValue()).isEqualTo("administrators");
    }

    @Test
    void anAgentIsShownWithWhatRulesSeeOfItAndWhatItHasToDoWith() throws Exception {
        String hold = server.heldRelease();
        JsonNode clerk = get("/v1/parties/clerk");
        assertThat(clerk.get("attributes").get("owner").textValue()).isEqualTo("finance");
        assertThat(clerk.get("attributes").get("chain").textValue()).isEqualTo("clerk");
        assertThat(clerk.get("attributes").has("runtime")).isFalse();
        assertThat(clerk.get("provenBy").get(0).textValue()).isEqualTo("token");
        assertThat(clerk.get("tasks").get("count").intValue()).isEqualTo(3);
        assertThat(clerk.get("tasks").get("newest").get(0).get("intent").textValue())
                .isEqualTo("pay-invoice");
        assertThat(clerk.get("holds").get("newest").get(0).get("id").textValue())
                .isEqualTo(hold);
        assertThat(clerk.get("calls").toString()).isEqualTo("{\"permitted\":4,\"held\":1,\"denied\":0,\"observed\":0}");
        assertThat(clerk.get("entries").intValue()).isEqualTo(12);
        assertThat(clerk.has("may")).isFalse();
        assertThat(clerk.has("suspended")).isFalse();
        assertThat(clerk.toString()).doesNotContain("ilt_");

        // Nobody registered in which line the helper acts: that is the task's.
        JsonNode helper = get("/v1/parties/helper");
        assertThat(helper.get("attributes").get("chain").isNull()).isTrue();
        assertThat(helper.get("root").booleanValue()).isFalse();
    }

    @Test
    void aPersonIsShownWithWhatTheyMayDo() throws Exception {
        JsonNode vera = get("/v1/parties/vera").get("may");
        assertThat(vera.get("administer").booleanValue()).isTrue();
        assertThat(vera.get("openLanes").booleanValue()).isTrue();
        assertThat(vera.get("reviewLanes").booleanValue()).isFalse();
        assertThat(vera.get("approve").get(0).textValue()).isEqualTo("AP-02");
        JsonNode otto = get("/v1/parties/otto").get("may");
        assertThat(otto.get("administer").booleanValue()).isFalse();
        assertThat(otto.get("reviewLanes").booleanValue()).isTrue();
        assertThat(otto.get("approve")).isEmpty();
    }

    @Test
    void aSuspensionIsShownWithWhoWhyAndWhatIsProposed() throws Exception {
        server.send("finn", "POST", "/v1/agents/clerk/suspend", "{\"reason\":\"it pays whom it likes\"}");
        server.send("vera", "POST", "/v1/agents/clerk/resume", "{\"reason\":\"it was a test\"}");
        JsonNode clerk = get("/v1/parties/clerk");
        assertThat(clerk.get("state").textValue()).isEqualTo("suspended");
        assertThat(clerk.get("suspended").get("by").textValue()).isEqualTo("finn");
        assertThat(clerk.get("suspended").get("cause").textValue()).isEqualTo("by-hand");
        assertThat(clerk.get("suspended").get("reason").textValue()).isEqualTo("it pays whom it likes");
        assertThat(clerk.get("resumption").get("by").textValue()).isEqualTo("vera");

        server.send("vera", "POST", "/v1/owners/treasury/gone", "{\"reason\":\"the desk is closed\"}");
        JsonNode payer = get("/v1/parties/payer");
        assertThat(payer.get("state").textValue()).isEqualTo("suspended");
        assertThat(payer.get("suspended").get("cause").textValue()).isEqualTo("owner-gone");
        assertThat(payer.get("suspended").get("owner").textValue()).isEqualTo("treasury");
        server.send("vera", "POST", "/v1/owners/guest/gone", "{\"reason\":\"left\"}");
        JsonNode guest = get("/v1/parties/guest");
        assertThat(guest.get("state").textValue()).isEqualTo("gone");
        assertThat(guest.get("suspended").get("by").textValue()).isEqualTo("vera");
    }

    @Test
    void linksAndDelegationsAboutAPartyAreShown() throws Exception {
        server.send(
                "vera",
                "POST",
                "/v1/links",
                "{\"attribute\":\"owner\",\"first\":\"finance\",\"second\":\"accounting\",\"reason\":\"renamed\"}");
        JsonNode proposed = get("/v1/parties/clerk").get("links").get("proposed");
        assertThat(proposed.get(0).get("second").textValue()).isEqualTo("accounting");
        assertThat(get("/v1/parties/payer").get("links").get("proposed")).isEmpty();
        server.send("adam", "POST", "/v1/links/" + proposed.get(0).get("id").textValue() + "/confirm", "{}");
        assertThat(get("/v1/parties/clerk")
                        .get("links")
                        .get("same")
                        .get("owner")
                        .toString())
                .isEqualTo("[\"accounting\",\"finance\"]");

        server.send("vera", "POST", "/v1/delegations", "{\"to\":\"adam\",\"group\":\"ap-approvers\",\"for\":\"1h\"}");
        assertThat(get("/v1/parties/adam").get("delegations").get(0).get("by").textValue())
                .isEqualTo("vera");
        assertThat(get("/v1/parties/vera").get("delegations").get(0).get("to").textValue())
                .isEqualTo("adam");
    }

    @Test
    void aPartyThatOnlyTheRecordKnowsIsShown() throws Exception {
        server.send(
                "erp-audit",
                "POST",
                "/v1/observations",
                "{\"observations\":[{\"id\":\"a-1\",\"actor\":\"dana\",\"tool\":\"erp/match_invoice\","
                        + "\"args\":{\"invoice_id\":\"I-1\",\"purchase_order\":\"7\"}}]}");
        JsonNode dana = get("/v1/parties/dana");
        assertThat(dana.get("registered").booleanValue()).isFalse();
        assertThat(dana.get("state").textValue()).isEqualTo("unregistered");
        assertThat(dana.get("calls").get("observed").intValue()).isEqualTo(1);
    }

    @Test
    void agentsSeeNoPartyAndNobodyMakesOneUp() throws Exception {
        for (String path : List.of("/v1/parties", "/v1/parties/clerk")) {
            ApiServer.Reply refused = server.send("clerk", "GET", path);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body().get("code").textValue()).isEqualTo("not-allowed");
        }
        ApiServer.Reply absent = server.send("otto", "GET", "/v1/parties/%3Cscript%3E%E2%80%AE");
        assertThat(absent.status()).isEqualTo(404);
        assertThat(absent.body().toString()).doesNotContain("script", "\u202e");
        assertThat(server.send("otto", "GET", "/v1/parties?kind=robot").status())
                .isEqualTo(400);
        assertThat(server.send("otto", "POST", "/v1/parties", "{}").status()).isEqualTo(405);
        assertThat(server.send("otto", "GET", "/v1/parties/clerk/x").status()).isEqualTo(404);
    }
}
