package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.ContactChanges;
import dev.interlock.engine.model.Sha256;
import dev.interlock.policy.compile.PolicyBundle;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verified contacts over the API. */
class ContactApiTest {

    private static final Map<String, String> RELEASE =
            Map.of("payment_id", "P-9", "amount", "120.50", "currency", "EUR", "iban", "DE89");

    private ApiServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
        server.heldRelease();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    /** An approved release by the clerk that registers its payee as a contact, and its id. */
    private String registered(String digest, String... marks) throws Exception {
        var clerk = new Caller(
                "clerk",
                "",
                false,
                true,
                new TreeMap<>(Map.of(
                        "owner", AttributeValue.known("finance"),
                        "model", AttributeValue.known("m1"),
                        "origin", AttributeValue.known("desk-clerk"))),
                new TreeSet<>(),
                Optional.empty());
        var bundle = (PolicyBundle.Compiled) PolicyBundle.load(server.bundle());
        CallFacts facts = bundle.facts("erp", "release_payment", RELEASE, digest)
                .changing(new ContactChanges(
                        new TreeSet<>(Set.of(Sha256.digest("DE89"))),
                        new TreeSet<>(Set.of(marks)),
                        /* ends= */ false,
                        new TreeSet<>(),
                        new TreeSet<>()));
        String task = server.open("clerk", "pay-invoice", "invoice/I-7");
        OptionalLong number = OptionalLong.of(Long.parseLong(task.substring(2)));
        var release = new Command.DecideCall(clerk, number, facts);
        Answer held = server.domain().ask(release).answer();
        assertThat(held).isInstanceOf(Answer.Hold.class);
        String hold = "h-" + ((Answer.Hold) held).hold();
        assertThat(server.approve("vera", hold, "fine").status()).isEqualTo(200);
        var permit = (Answer.Permit) server.domain().ask(release).answer();
        server.settle(permit.call(), new Settlement.Succeeded(List.of()));
        return "c-" + permit.call();
    }

    private JsonNode list(String parameters) throws Exception {
        return server.send("otto", "GET", "/v1/contacts" + parameters).body();
    }

    @Test
    void theLatestCallsComeFirstPageByPage() throws Exception {
        String first = registered("sha-256:1");
        String second = registered("sha-256:2");
        String third = registered("sha-256:3");
        assertThat(list("").path("contacts").findValuesAsText("call")).containsExactly(third, second, first);
        assertThat(list("").has("next")).isFalse();
        JsonNode page = list("?limit=2");
        assertThat(page.path("contacts").findValuesAsText("call")).containsExactly(third, second);
        JsonNode rest = list("?limit=2&after=" + page.path("next").asText());
        assertThat(rest.path("contacts").findValuesAsText("call")).containsExactly(first);
        assertThat(rest.has("next")).isFalse();
        assertThat(list("?owner=treasury").path("contacts")).isEmpty();
        assertThat(list("?limit=1&owner=finance&after=" + third)
                        .path("contacts")
                        .findValuesAsText("call"))
                .containsExactly(second);
    }

    @Test
    void eachCallIsListedWithItsTierAndTheMarksForWhichItsContactsCount() throws Exception {
        registered("sha-256:1");
        registered("sha-256:2", "payment.release", "sink/external");
        JsonNode contacts = list("").path("contacts");
        assertThat(contacts.get(0).path("tier").asText()).isEqualTo("critical");
        assertThat(contacts.get(0).path("marks"))
                .extracting(JsonNode::asText)
                .containsExactly("payment.release", "sink/external");
        assertThat(contacts.get(1).path("marks")).isEmpty();
    }

    @Test
    void aRefusedWithdrawalNamesTheListOfWhatCanBeWithdrawn() throws Exception {
        for (String call : List.of("c-1", "somewhere")) {
            ApiServer.Reply reply =
                    server.send("otto", "POST", "/v1/contacts/" + call + "/withdraw", "{\"reason\":\"a mistake\"}");
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.body().path("code").asText()).isEqualTo("contact-unknown");
            assertThat(reply.body().path("detail").asText()).contains("`interlock contact list`");
        }
    }
}
