package dev.interlock.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.Answer;
import dev.interlock.server.json.Json;
import java.math.BigDecimal;

/**
 * A vendor with an invoice and a payment that is prepared.
 *
 * @param created what the agent that created the vendor was answered
 */
public record Payable(Answer created, String vendor, String invoice, String payment, String iban) {

    static final BigDecimal AMOUNT = new BigDecimal("100.50");

    public static ObjectNode newVendor(String name, String iban) {
        return Json.object().put("name", name).put("iban", iban);
    }

    static ObjectNode newInvoice(String vendor, String number) {
        return Json.object()
                .put("vendor_id", vendor)
                .put("number", number)
                .put("amount", AMOUNT)
                .put("currency", "EUR");
    }

    static ObjectNode match(String invoice) {
        return Json.object().put("invoice_id", invoice).put("purchase_order", "PO-" + invoice);
    }

    static ObjectNode newPayment(String vendor, String invoice, String iban) {
        return Json.object()
                .put("vendor_id", vendor)
                .put("invoice_id", invoice)
                .put("amount", AMOUNT)
                .put("currency", "EUR")
                .put("iban", iban);
    }

    public static ObjectNode release(String payment, String iban) {
        return Json.object()
                .put("payment_id", payment)
                .put("amount", AMOUNT)
                .put("currency", "EUR")
                .put("iban", iban);
    }

    public ObjectNode release() {
        return release(payment, iban);
    }
}
