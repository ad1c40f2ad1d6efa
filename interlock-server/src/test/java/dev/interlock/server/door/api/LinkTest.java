package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Settlement;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Late links over the API: proposed by one, confirmed by another, with what they complete and close. */
class LinkTest {

    private static final String OWNERS =
            "{\"attribute\":\"owner\",\"first\":\"finance\",\"second\":\"%s\",\"reason\":\"merged\"}";

    private ApiServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private String proposed(String body) throws Exception {
        ApiServer.Reply reply = server.send("guest", "POST", "/v1/links", body);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
        assertThat(reply.body().get("state").textValue()).isEqualTo("proposed");
        return reply.body().get("id").textValue();
    }

    private void assertRefused(ApiServer.Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
        assertThat(reply.body().get("code").textValue()).isEqualTo(code);
    }

    /** The clerk created the vendor; the payer pays it, as an approver lets it. */
    private void releasedBySomebodyElse() throws Exception {
        server.heldRelease();
        String task = server.open("payer", "pay-invoice", "invoice/I-7");
        var release = Map.of("payment_id", "P-9", "amount", "120.50", "currency", "EUR", "iban", "DE89");
        var held = (Answer.Hold) server.call("payer", task, "release_payment", release);
        server.approve("finn", "h-" + held.hold(), "");
        var permitted = (Answer.Permit) server.call("payer", task, "release_payment", release);
        server.settle(permitted.call(), new Settlement.Succeeded(List.of()));
    }

    @Test
    void whatALinkCompletesIsAnswered() throws Exception {
        releasedBySomebodyElse();
        String link = proposed(OWNERS.formatted("treasury"));
        ApiServer.Reply list = server.send("otto", "GET", "/v1/links");
        assertThat(list.body().get("links")).hasSize(1);
        assertThat(list.body().get("links").get(0).get("first").textValue()).isEqualTo("finance");
        assertThat(list.body().get("links").get(0).get("by").textValue()).isEqualTo("guest");

        JsonNode answer = server.send("vera", "POST", "/v1/links/" + link + "/confirm", "{\"comment\":\"HR\"}")
                .body();
        assertThat(answer.get("state").textValue()).isEqualTo("confirmed");
        assertThat(answer.get("latent"))
                .extracting(one -> one.get("rule").textValue())
                .containsExactly("AP-01", "AP-04");
        JsonNode latent = answer.get("latent").get(0);
        assertThat(latent.get("rule").textValue()).isEqualTo("AP-01");
        assertThat(latent.get("key").textValue()).isEqualTo("vendor/V-1");
        assertThat(latent.get("witnesses")).hasSize(2);
        assertThat(latent.get("text").textValue())
                .contains("a party with the same or an unknown owner `finance` did", "`payment.release`");
        assertThat(server.send("otto", "GET", "/v1/links").body().get("links")).isEmpty();
        assertRefused(server.send("vera", "POST", "/v1/links/" + link + "/reject", "{}"), 404, "link-unknown");
    }

    @Test
    void anApprovalThatReliedOnTheDifferenceIsVoid() throws Exception {
        String hold = server.heldRelease();
        server.approve("vera", hold, "");
        String link = proposed(OWNERS.formatted("controls"));
        JsonNode answer = server.send("vera", "POST", "/v1/links/" + link + "/confirm", "{}")
                .body();
        assertThat(answer.get("voided").get(0).textValue()).isEqualTo(hold);
        assertThat(server.send("otto", "GET", "/v1/holds/" + hold)
                        .body()
                        .get("state")
                        .textValue())
                .isEqualTo("voided");
        assertThat(server.send("otto", "GET", "/v1/holds?state=voided").body().get("holds"))
                .hasSize(1);
    }

    /** The helper is no root, so nobody knows on whose behalf it acts in a task of its own. */
    @Test
    void whatWasUnknownOfAnAgentIsSaidLater() throws Exception {
        server.carryOut(
                "helper",
                server.open("helper", "onboard-vendor"),
                "create_vendor",
                Map.of("name", "Acme", "iban", "DE89"),
                "vendor/V-1");
        String body = "{\"unknown\":\"chain\",\"agent\":\"%s\",\"value\":\"desk\",\"reason\":\"asked\"}";
        assertRefused(server.send("guest", "POST", "/v1/links", body.formatted("clerk")), 422, "argument-invalid");
        String link = proposed(body.formatted("helper"));
        JsonNode listed = server.send("otto", "GET", "/v1/links").body().get("links");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).get("unknown").textValue()).isEqualTo("chain");
        assertThat(listed.get(0).get("agent").textValue()).isEqualTo("helper");
        assertThat(listed.get(0).get("value").textValue()).isEqualTo("desk");

        JsonNode answer = server.send("vera", "POST", "/v1/links/" + link + "/confirm", "{}")
                .body();
        assertThat(answer.get("state").textValue()).isEqualTo("confirmed");
        assertThat(answer.get("latent")).isEmpty();
        assertRefused(server.send("guest", "POST", "/v1/links", body.formatted("helper")), 422, "argument-invalid");
    }

    @Test
    void onlyPeopleProposeAndOnlyAdministratorsAnswer() throws Exception {
        String body = OWNERS.formatted("treasury");
        assertRefused(server.send("clerk", "POST", "/v1/links", body), 403, "not-allowed");
        assertRefused(server.send("clerk", "GET", "/v1/links"), 403, "not-allowed");
        String link = proposed(body);
        assertRefused(server.send("clerk", "POST", "/v1/links/" + link + "/confirm", "{}"), 403, "not-allowed");
        assertRefused(server.send("finn", "POST", "/v1/links/" + link + "/confirm", "{}"), 403, "not-in-group");
        assertRefused(server.send("vera", "POST", "/v1/links/l-999/confirm", "{}"), 404, "link-unknown");
        assertRefused(server.send("vera", "POST", "/v1/links/c-1/confirm", "{}"), 404, "link-unknown");
        assertRefused(server.send("vera", "GET", "/v1/links/" + link), 404, "not-found");
        ApiServer.Reply own = server.send("vera", "POST", "/v1/links", OWNERS.formatted("sales"));
        String ofVera = own.body().get("id").textValue();
        assertRefused(server.send("vera", "POST", "/v1/links/" + ofVera + "/confirm", "{}"), 403, "not-independent");
    }

    @Test
    void whatIsWrongWithAProposalIsSaid() throws Exception {
        for (String body : List.of(
                "{}",
                "{\"reason\":\"r\"}",
                "{\"child\":\"vendor/V-1\",\"reason\":\"r\"}",
                "{\"child\":\"vendor/V-1\",\"parent\":7,\"reason\":\"r\"}",
                "{\"child\":\"nothing/1\",\"parent\":\"vendor/V-2\",\"reason\":\"r\"}",
                "{\"attribute\":\"owner\",\"first\":\"a\",\"reason\":\"r\"}",
                "{\"attribute\":\"owner\",\"first\":\"a\",\"second\":\"b\"}",
                "{\"unknown\":\"owner\",\"agent\":\"payer\",\"reason\":\"r\"}",
                "{\"unknown\":\"owner\",\"agent\":\"payer\",\"value\":\"b\",\"reason\":\"r\",\"first\":\"a\"}",
                "{\"attribute\":\"owner\",\"first\":\"a\",\"second\":\"b\",\"reason\":\"r\",\"child\":\"vendor/V-1\"}")) {
            assertRefused(server.send("guest", "POST", "/v1/links", body), 400, "request-invalid");
        }
        assertRefused(server.send("guest", "POST", "/v1/links", OWNERS.formatted("finance")), 422, "argument-invalid");
        String copy = "{\"child\":\"vendor/V-2\",\"parent\":\"vendor/V-1\",\"reason\":\"r\"}";
        server.send("vera", "POST", "/v1/links/" + proposed(copy) + "/confirm", "{}");
        assertRefused(
                server.send(
                        "guest",
                        "POST",
                        "/v1/links",
                        "{\"child\":\"vendor/V-1\",\"parent\":\"vendor/V-2\",\"reason\":\"r\"}"),
                422,
                "relation-contradicted");
    }
}
