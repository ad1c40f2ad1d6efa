package dev.interlock.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * The five calls by which one agent makes a vendor of its own and pays it.
 *
 * @param invoice the invoice of that vendor
 * @param release the arguments of the last call, which releases the payment
 */
record OwnVendor(String invoice, ObjectNode release) {

    private static final String IBAN = "GB29NWBK60161331926819";

    /** The way in which an agent calls a tool. */
    @FunctionalInterface
    interface Caller {
        Answer call(String tool, ObjectNode arguments) throws IOException;
    }

    /** Makes the five calls. What came of the last one is for the caller to see. */
    static OwnVendor pay(Caller agent) throws IOException {
        String vendor = agent.call(
                        "create_vendor", Json.object().put("name", "Shellco").put("iban", IBAN))
                .given("vendor_id");
        String invoice =
                agent.call("register_invoice", invoiceOf(vendor, "0815")).given("invoice_id");
        agent.call("match_invoice", Json.object().put("invoice_id", invoice).put("purchase_order", "PO-78"));
        String payment =
                agent.call("prepare_payment", paymentOf(vendor, invoice, IBAN)).given("payment_id");
        ObjectNode release = releaseOf(payment, IBAN);
        agent.call("release_payment", release);
        return new OwnVendor(invoice, release);
    }

    static ObjectNode invoiceOf(String vendor, String number) {
        return Json.object()
                .put("vendor_id", vendor)
                .put("number", number)
                .put("amount", new BigDecimal("1200.50"))
                .put("currency", "EUR");
    }

    static ObjectNode paymentOf(String vendor, String invoice, String iban) {
        return Json.object()
                .put("vendor_id", vendor)
                .put("invoice_id", invoice)
                .put("amount", new BigDecimal("1200.50"))
                .put("currency", "EUR")
                .put("iban", iban);
    }

    static ObjectNode releaseOf(String payment, String iban) {
        return Json.object()
                .put("payment_id", payment)
                .put("amount", new BigDecimal("1200.50"))
                .put("currency", "EUR")
                .put("iban", iban);
    }
}
