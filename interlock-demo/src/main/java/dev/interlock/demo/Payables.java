package dev.interlock.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.AgentProcess.Call;
import dev.interlock.demo.AgentProcess.Speaks;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The play of the payables: ordinary work, a payment that waits for somebody independent, and four ways around that, all of them closed. */
final class Payables {

    private static final String ACME_IBAN = "DE89370400440532013000";
    private static final String SHELL_IBAN = "GB29NWBK60161331926819";

    private final Stage stage;
    private final Story story;
    private final String trustDomain;

    /** @param trustDomain in which everybody has an identity */
    Payables(Stage stage, Story story, String trustDomain) {
        this.stage = stage;
        this.story = story;
        this.trustDomain = trustDomain;
    }

    void play() throws IOException {
        whoIsWho();
        try (var vendorDesk = stage.start("vendor-desk");
                var invoiceDesk = stage.start("invoice-desk");
                var payer = stage.start("payer");
                var planner = stage.start("planner");
                var helper = stage.start("helper")) {
            String vendor = ordinaryWork(vendorDesk);
            String invoice = invoice(invoiceDesk, vendor);
            payment(payer, vendor, invoice);
            conflict(planner, helper, vendor);
        }
    }

    private void whoIsWho() {
        story.scene("0  Who is who: no one has a configured token");
        story.note("a trust domain was made for this run: spiffe://" + trustDomain);
        story.note("agents and people present its JWT-SVIDs; the payer presents an X.509-SVID in the TLS handshake");
        story.note("the gateway knows only the trust domain's bundle, and which party each identity belongs to");
        story.note("watch it in a browser, as vera: " + stage.consoleLinks().get("vera"));
    }

    private String ordinaryWork(AgentProcess vendorDesk) throws IOException {
        story.scene("1  Ordinary work: nothing stands in its way");
        String task = stage.office()
                .open("vic", "vendor-desk", "onboard-vendor", "Set up Acme as a vendor", List.of(), Optional.empty());
        stage.connect(vendorDesk, Speaks.LEGACY, Optional.of(task));
        return stage.call(
                        vendorDesk,
                        "create_vendor",
                        Json.object().put("name", "Acme").put("iban", ACME_IBAN))
                .given("vendor_id");
    }

    private String invoice(AgentProcess invoiceDesk, String vendor) throws IOException {
        String task = stage.office()
                .open(
                        "olivia",
                        "invoice-desk",
                        "book-invoice",
                        "Book Acme's invoice 4711",
                        List.of(),
                        Optional.empty());
        stage.connect(invoiceDesk, Speaks.MODERN, Optional.of(task));
        String invoice = stage.call(invoiceDesk, "register_invoice", OwnVendor.invoiceOf(vendor, "4711"))
                .given("invoice_id");
        stage.call(
                invoiceDesk,
                "match_invoice",
                Json.object().put("invoice_id", invoice).put("purchase_order", "PO-77"));
        return invoice;
    }

    private void payment(AgentProcess payer, String vendor, String invoice) throws IOException {
        story.scene("2  A payment waits for someone independent, who approves exactly this payment");
        String task = stage.office()
                .open(
                        "paul",
                        "payer",
                        "pay-invoice",
                        "Pay invoice " + invoice,
                        List.of("invoice/" + invoice),
                        Optional.empty());
        stage.connect(payer, Speaks.MODERN, Optional.of(task));
        String payment = stage.call(payer, "prepare_payment", OwnVendor.paymentOf(vendor, invoice, ACME_IBAN))
                .given("payment_id");
        ObjectNode release = OwnVendor.releaseOf(payment, ACME_IBAN);
        Answer held = stage.call(payer, "release_payment", release);
        String hold = held.hold().orElseThrow(() -> new IllegalStateException("the release was not held"));
        story.note("paul told the payer what to do, so paul cannot approve it:");
        stage.interlock("paul", 1, "approvals", "approve", hold);
        story.note("vera can, and repeats the code that she and the payer were shown:");
        stage.interlock("vera", 0, "approvals", "approve", hold, "--code", code(held), "--comment", "matches PO-77");
        stage.call(payer, "release_payment", release);
    }

    /** The binding code of a held call. */
    private static String code(Answer held) {
        return held.decision().path("binding").asText();
    }

    private void conflict(AgentProcess planner, AgentProcess helper, String acme) throws IOException {
        story.scene("3  With Interlock, an agent that created a vendor cannot pay it: not by itself, ...");
        String task = stage.office()
                .open("olivia", "planner", "settle-payables", "Settle today's payables", List.of(), Optional.empty());
        stage.connect(planner, Speaks.MODERN, Optional.of(task));
        OwnVendor own = OwnVendor.pay((tool, arguments) -> stage.call(planner, tool, arguments));

        story.scene("4  ... not through a sub-agent, ...");
        String subTask = stage.office()
                .open(
                        "planner",
                        "helper",
                        "pay-invoice",
                        "Pay invoice " + own.invoice(),
                        List.of("invoice/" + own.invoice()),
                        Optional.of(task));
        stage.connect(helper, Speaks.LEGACY, Optional.of(subTask));
        stage.call(helper, "release_payment", own.release());

        story.scene("5  ... not in a new session, ...");
        String again = stage.office()
                .open("olivia", "planner", "settle-payables", "Settle the rest", List.of(), Optional.empty());
        stage.connect(planner, Speaks.LEGACY, Optional.of(again));
        stage.call(planner, "release_payment", own.release());

        twoAtOnce(planner, acme);
    }

    /**
     * Plays two calls at once, each of which alone would be fine; whichever is decided second meets the other, although neither has
     * ended.
     */
    private void twoAtOnce(AgentProcess planner, String vendor) throws IOException {
        story.scene(
                "6  ... and not by two calls at once: even with an approval, only one half of a conflict goes through");
        String invoice = stage.call(planner, "register_invoice", OwnVendor.invoiceOf(vendor, "4712"))
                .given("invoice_id");
        stage.call(
                planner,
                "match_invoice",
                Json.object().put("invoice_id", invoice).put("purchase_order", "PO-79"));
        String payment = stage.call(planner, "prepare_payment", OwnVendor.paymentOf(vendor, invoice, ACME_IBAN))
                .given("payment_id");
        ObjectNode release = OwnVendor.releaseOf(payment, ACME_IBAN);
        Answer held = stage.call(planner, "release_payment", release);
        String hold = held.hold().orElseThrow(() -> new IllegalStateException("the release was not held"));
        stage.interlock("vera", 0, "approvals", "approve", hold, "--code", code(held));
        story.note("planner changes the vendor's account and releases the payment, both at the same moment:");
        List<Call> halves = List.of(
                new Call("edit_vendor", Json.object().put("vendor_id", vendor).put("iban", SHELL_IBAN)),
                new Call("release_payment", release));
        List<Answer> answers = planner.parallel(halves);
        for (int i = 0; i < halves.size(); i++) {
            story.call(planner.name(), halves.get(i).arguments(), answers.get(i));
        }
    }
}
