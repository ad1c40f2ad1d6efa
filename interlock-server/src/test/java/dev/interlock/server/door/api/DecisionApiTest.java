package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.command.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hold shows to whoever decides on it, beyond the call itself. */
class DecisionApiTest {

    private ApiServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private JsonNode hold(String reader, String id) throws Exception {
        ApiServer.Reply reply = server.send(reader, "GET", "/v1/holds/" + id);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        return reply.body();
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    /** What is compared in an attribute: requester, reader, whether they differ. */
    private static String compared(JsonNode independence, String attribute) {
        return StreamSupport.stream(independence.get("attributes").spliterator(), false)
                .filter(one -> one.get("attribute").textValue().equals(attribute))
                .map(one -> one.get("requester").asText() + " "
                        + one.get("reader").asText() + " " + one.get("differs").asText())
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode forGroup(JsonNode independence) {
        return StreamSupport.stream(independence.get("needs").spliterator(), false)
                .filter(need -> need.path("group").asText().equals("ap-approvers"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoMayDecideIsToldWhyAttributeByAttribute() throws Exception {
        String id = server.heldRelease();
        JsonNode vera = hold("vera", id).get("independence");
        assertThat(vera.get("may").booleanValue()).isTrue();
        assertThat(compared(vera, "owner")).isEqualTo("finance controls true");
        assertThat(compared(vera, "origin")).isEqualTo("desk-clerk vera true");
        assertThat(compared(vera, "agent")).isEqualTo("clerk vera true");
        assertThat(forGroup(vera).get("counts").booleanValue()).isTrue();
        assertThat(forGroup(vera).get("because").get(0).textValue())
                .isEqualTo("you are known to differ from `clerk` in running instance, agent, delegation chain, owner,"
                        + " origin, and are neither its owner nor its origin");
        assertThat(vera.get("because")).isEmpty();
        assertThat(texts(vera.get("others"))).contains("finn").doesNotContain("vera", "guest", "clerk");
    }

    @Test
    void whoMayNotIsToldWhy() throws Exception {
        String id = server.heldRelease();
        JsonNode guest = hold("guest", id).get("independence");
        assertThat(guest.get("may").booleanValue()).isFalse();
        assertThat(compared(guest, "owner")).isEqualTo("finance finance false");
        assertThat(texts(forGroup(guest).get("because")))
                .containsExactly(
                        "you and `clerk` have the same owner",
                        "you are not in the group `ap-approvers`, and no member who could answer has delegated that to"
                                + " you");

        server.approve("vera", id, "seen");
        JsonNode again = hold("vera", id).get("independence");
        assertThat(again.get("may").booleanValue()).isFalse();
        assertThat(texts(again.get("because"))).containsExactly("you have already answered it");
    }

    @Test
    void eachAnswerIsToldWithWhatItLeadsTo() throws Exception {
        String id = server.heldRelease();
        JsonNode then = hold("vera", id).get("then");
        assertThat(then.get("approve").textValue())
                .startsWith("Your approval counts where you are eligible. Once one person has approved it for each of")
                .contains("clerk may make exactly this call, once, within 1h of the approval");
        assertThat(then.get("reject").textValue()).contains("cannot make it again in this task", "1d");
        assertThat(then.get("nothing").textValue()).contains("is not made");
    }

    @Test
    void stepsThatOnePartyDidAloneAreTold() throws Exception {
        JsonNode facts = hold("vera", server.heldRelease()).get("facts");
        assertThat(facts.get(1).get("fact").textValue()).isEqualTo("alone");
        assertThat(facts.get(1).get("text").textValue())
                .isEqualTo("clerk already did all 4 steps on invoice/I-7, payment/P-9 and vendor/V-1: `vendor.create`,"
                        + " `invoice.register`, `invoice.match` and `payment.prepare`.");
        assertThat(facts.get(1).get("calls")).hasSize(4);
        assertThat(facts.get(2).get("fact").textValue()).isEqualTo("limit");
        assertThat(facts.get(2).get("text").textValue())
                .isEqualTo("With this call, 120.50 of at most 10,000 EUR within 1d count for payee/DE89 (AP-03).");
        assertThat(facts.get(2).get("rule").textValue()).isEqualTo("AP-03");
    }

    @Test
    void theCallThatCausedTheHoldIsToldFirst() throws Exception {
        JsonNode hold = hold("vera", server.heldRelease());
        JsonNode cause = hold.get("facts").get(0);
        JsonNode witness = hold.get("reasons").get(0).get("witnesses").get(0);
        String call = witness.get("call").textValue();
        assertThat(cause.get("fact").textValue()).isEqualTo("cause");
        assertThat(cause.get("text").textValue())
                .startsWith("Because of " + call + ": clerk did `vendor.create` on vendor/V-1, ")
                .endsWith(" before. The same running instance asks for this one.");
        assertThat(texts(cause.get("calls"))).containsExactly(call);
        assertThat(cause.get("rule").textValue()).isEqualTo("AP-01");
        assertThat(witness.get("did").textValue())
                .startsWith("clerk (owner finance) did `vendor.create` with erp/create_vendor in t-");
        assertThat(witness.get("text").textValue())
                .isEqualTo(witness.get("did").textValue() + " at "
                        + witness.get("at").textValue());
    }

    @Test
    void aValueOfAnotherObjectWhoseCallsWereStoppedComesBeforeEverythingElse() throws Exception {
        String task = server.open("clerk", "onboard-vendor");
        var stray = Map.of("payment_id", "P-77", "amount", "1", "currency", "EUR", "iban", "de89");
        var stopped = (Answer.Deny) server.call("clerk", task, "release_payment", stray);

        JsonNode facts = hold("vera", server.heldRelease()).get("facts");

        assertThat(facts.get(0).get("fact").textValue()).isEqualTo("stopped-value");
        assertThat(facts.get(0).get("text").textValue())
                .isEqualTo("The same payee, DE89, appears in calls about payment/P-77, and 1 of these was stopped:"
                        + " `payment.release` by clerk.");
        assertThat(texts(facts.get(0).get("calls"))).containsExactly("c-" + stopped.call());
        assertThat(facts.get(1).get("fact").textValue()).isEqualTo("cause");
        assertThat(facts).hasSize(3);
    }

    @Test
    void aValueOfAnotherObjectIsToldAlsoWhereNothingWasStopped() throws Exception {
        String task = server.open("payer", "onboard-vendor");
        long other =
                server.carryOut("payer", task, "create_vendor", Map.of("name", "Bolt", "iban", "DE89"), "vendor/V-2");

        JsonNode facts = hold("vera", server.heldRelease()).get("facts");

        assertThat(facts.get(0).get("fact").textValue()).isEqualTo("cause");
        assertThat(facts.get(1).get("fact").textValue()).isEqualTo("shared-value");
        assertThat(facts.get(1).get("text").textValue())
                .startsWith(
                        "The same payee, DE89, appears in calls about vendor/V-2, last in c-" + other + " of payer, ")
                .endsWith(" before.");
    }

    /** The payer, independent of the clerk, prepares a payment as the clerk did and asks to release it. */
    private Answer.Hold release(String payment, String amount) throws Exception {
        String task = server.open("payer", "settle-payables");
        server.carryOut(
                "payer",
                task,
                "prepare_payment",
                Map.of("vendor_id", "V-1", "invoice_id", "I-7", "amount", amount, "currency", "EUR", "iban", "DE89"),
                "payment/" + payment);
        return (Answer.Hold) server.call("payer", task, "release_payment", release(payment, amount, task));
    }

    private Map<String, String> release(String payment, String amount, String task) {
        tasks.put(payment, task);
        return Map.of("payment_id", payment, "amount", amount, "currency", "EUR", "iban", "DE89");
    }

    private final Map<String, String> tasks = new TreeMap<>();

    @Test
    void anEqualPaymentBeforeAndWhatIsLeftOfALimitAreTold() throws Exception {
        server.heldRelease();
        Answer.Hold first = release("P-10", "6000.00");
        server.approve("vera", "h-" + first.hold(), "seen");
        long paid = server.carryOut(
                "payer", tasks.get("P-10"), "release_payment", release("P-10", "6000.00", tasks.get("P-10")));

        JsonNode facts = hold("vera", "h-" + release("P-11", "6000").hold()).get("facts");
        assertThat(facts.get(0).get("fact").textValue()).isEqualTo("cause");
        assertThat(facts.get(0).get("text").textValue())
                .matches("Because of c-" + paid + ": payer did `payment.release` on payee/DE89, .* before\\.");
        assertThat(facts.get(1).get("fact").textValue()).isEqualTo("same-amount");
        assertThat(facts.get(1).get("text").textValue())
                .startsWith("The same amount, 6,000 EUR, with the same payee DE89: payer did `payment.release` as c-"
                        + paid + ", ")
                .endsWith(" before.");
        assertThat(facts.get(1).get("calls").toString()).isEqualTo("[\"c-" + paid + "\"]");
        JsonNode limit = facts.get(facts.size() - 1);
        assertThat(limit.get("text").textValue()).startsWith("With this call, 12,000 of at most 10,000 EUR");
        assertThat(facts.size()).isLessThanOrEqualTo(3);
    }

    @Test
    void whoActsOnAnObjectForTheFirstTimeIsTold() throws Exception {
        server.heldRelease();
        String task = server.open("payer", "settle-payables");
        var answer = (Answer.Hold) server.call("payer", task, "release_payment", release("P-9", "120.50", task));
        JsonNode facts = hold("vera", "h-" + answer.hold()).get("facts");
        assertThat(facts.get(0).get("fact").textValue()).isEqualTo("first-time");
        assertThat(facts.get(0).get("text").textValue())
                .isEqualTo("payer has not acted on payment/P-9 before, or on what it belongs to.");
    }

    @Test
    void valuesAreShownWithWhereTheyOccurFirst() throws Exception {
        JsonNode whole = hold("vera", server.heldRelease());
        JsonNode first = whole.get("firstSeen");
        assertThat(first.get("args.payment_id").get("how").textValue()).isEqualTo("created");
        assertThat(first.get("args.payment_id").get("tool").textValue()).isEqualTo("erp/prepare_payment");
        assertThat(first.get("args.amount").get("tool").textValue()).isEqualTo("erp/register_invoice");
        assertThat(first.get("args.amount").get("as").textValue()).isEqualTo("args.amount");
        assertThat(first.get("args.iban").get("tool").textValue()).isEqualTo("erp/create_vendor");
        assertThat(first.get("args.iban").get("by").textValue()).isEqualTo("clerk");
        assertThat(first.get("args.iban").get("instruction").booleanValue()).isFalse();

        JsonNode before = whole.get("before");
        assertThat(before).hasSize(4);
        assertThat(before.get(0).get("tool").textValue()).isEqualTo("erp/prepare_payment");
        assertThat(before.get(0).get("outcome").textValue()).isEqualTo("succeeded");
        assertThat(whole.get("recordComplete").booleanValue()).isTrue();
    }

    @Test
    void aValueThatTheInstructionNamesIsSaidToBeThere() throws Exception {
        server.heldRelease();
        ApiServer.Reply task = server.send(
                "payer",
                "POST",
                "/v1/tasks",
                "{\"intent\":\"settle-payables\",\"instruction\":\"Release P-9: 120.500 EUR to XXDE89"
                        + " <script>alert(1)</script>\"}");
        String id = task.body().get("id").textValue();
        var answer = (Answer.Hold) server.call("payer", id, "release_payment", release("P-9", "120.5", id));
        JsonNode first = hold("vera", "h-" + answer.hold()).get("firstSeen");
        assertThat(first.get("args.payment_id").get("instruction").booleanValue())
                .isTrue();
        // The same number, written otherwise; that the instruction has its digits in another one does not count.
        assertThat(first.get("args.amount").get("instruction").booleanValue()).isTrue();
        assertThat(first.get("args.iban").get("instruction").booleanValue()).isFalse();
        assertThat(first.get("args.amount").get("tool").textValue()).isEqualTo("erp/register_invoice");
    }

    @Test
    void theAgentThatAsksSeesNothingOfIt() throws Exception {
        JsonNode own = hold("clerk", server.heldRelease());
        assertThat(own.has("independence")).isFalse();
        assertThat(own.has("then")).isFalse();
        assertThat(own.has("facts")).isFalse();
        assertThat(own.has("before")).isFalse();
    }
}
