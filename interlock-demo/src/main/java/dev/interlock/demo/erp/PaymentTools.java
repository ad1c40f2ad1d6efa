package dev.interlock.demo.erp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.erp.Field.Kind;
import dev.interlock.server.json.Json;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;

/**
 * Payments: prepared, edited while they are, released once. A payment has an account of its own, which need not be the
 * vendor's: one-time accounts are ordinary, and so is their abuse.
 */
final class PaymentTools {
    private static final String SELECT = """
        select 'P-' || id as payment_id, 'V-' || vendor_id as vendor_id, 'I-' || invoice_id as invoice_id, amount,
          currency, iban, status
        from payment where id = ?\
        """;

    private static final Field PAYMENT_ID = Field.of("payment_id", Kind.PAYMENT, "The payment.");
    private static final Field VENDOR_ID = Field.of("vendor_id", Kind.VENDOR, "The vendor who is paid.");
    private static final Field INVOICE_ID = Field.of("invoice_id", Kind.INVOICE, "The invoice that is paid.");
    private static final Field AMOUNT = Field.of("amount", Kind.AMOUNT, "What is paid.");
    private static final Field CURRENCY = Field.of("currency", Kind.CURRENCY, "Currency of the amount.");
    private static final Field IBAN = Field.of("iban", Kind.IBAN, "The account that receives it.");
    private static final List<Field> PAYMENT = List.of(
            PAYMENT_ID,
            VENDOR_ID,
            INVOICE_ID,
            AMOUNT,
            CURRENCY,
            IBAN,
            Field.of("status", Kind.TEXT, "prepared or released."));

    private PaymentTools() {}

    static List<Tool> all() {
        return List.of(
                new Tool(
                        "prepare_payment",
                        "Prepare a payment",
                        "Prepares a payment for an invoice and returns its id. No money moves until it is released.",
                        List.of(VENDOR_ID, INVOICE_ID, AMOUNT, CURRENCY, IBAN),
                        List.of(PAYMENT_ID),
                        Tool.Effect.ADDS,
                        PaymentTools::prepare),
                new Tool(
                        "edit_payment",
                        "Edit a payment",
                        "Changes the amount or the account of a payment that is not released yet.",
                        List.of(
                                PAYMENT_ID,
                                Field.optional("amount", Kind.AMOUNT, "The new amount, at most that of the invoice."),
                                Field.optional("iban", Kind.IBAN, "The new account.")),
                        PAYMENT,
                        Tool.Effect.OVERWRITES,
                        PaymentTools::edit),
                new Tool(
                        "release_payment",
                        "Release a payment",
                        "Sends the money. The arguments repeat the payment's details, so that no one releases a"
                                + " payment they did not see.",
                        List.of(
                                PAYMENT_ID,
                                Field.optional("vendor_id", Kind.VENDOR, "The vendor who is paid."),
                                AMOUNT,
                                CURRENCY,
                                IBAN),
                        PAYMENT,
                        Tool.Effect.PAYS,
                        PaymentTools::release),
                new Tool(
                        "get_payment",
                        "Look up a payment",
                        "Shows one payment.",
                        List.of(PAYMENT_ID),
                        PAYMENT,
                        Tool.Effect.READS,
                        (arguments, transaction) -> known(arguments.text("payment_id"), transaction)));
    }

    private static ObjectNode prepare(Arguments arguments, Store.Transaction transaction) throws SQLException, Refused {
        VendorTools.known(arguments.text("vendor_id"), transaction);
        ObjectNode invoice = InvoiceTools.known(arguments.text("invoice_id"), transaction);
        same(invoice, "invoice", arguments.text("invoice_id"), "vendor_id", arguments.text("vendor_id"));
        same(invoice, "invoice", arguments.text("invoice_id"), "currency", arguments.text("currency"));
        within(arguments.amount("amount"), invoice);
        String id = "P-"
                + transaction.insert(
                        """
                        insert into payment (vendor_id, invoice_id, amount, currency, iban, status)
                        values (?, ?, ?, ?, ?, 'prepared')\
                        """,
                        arguments.id("vendor_id"),
                        arguments.id("invoice_id"),
                        Money.text(arguments.amount("amount")),
                        arguments.text("currency"),
                        arguments.text("iban"));
        transaction.journal("prepare_payment", id);
        return Json.object().put("payment_id", id);
    }

    private static ObjectNode edit(Arguments arguments, Store.Transaction transaction) throws SQLException, Refused {
        String id = arguments.text("payment_id");
        ObjectNode payment = prepared(id, transaction);
        if (arguments.optionalAmount("amount").isEmpty()
                && arguments.optionalText("iban").isEmpty()) {
            throw new Refused("there is nothing to change: give `amount` or `iban`");
        }
        BigDecimal amount = arguments
                .optionalAmount("amount")
                .orElse(payment.required("amount").decimalValue());
        within(amount, InvoiceTools.known(payment.required("invoice_id").textValue(), transaction));
        String iban =
                arguments.optionalText("iban").orElse(payment.required("iban").textValue());
        transaction.update(
                "update payment set amount = ?, iban = ? where id = ?",
                Money.text(amount),
                iban,
                arguments.id("payment_id"));
        transaction.journal("edit_payment", id);
        return known(id, transaction);
    }

    private static ObjectNode release(Arguments arguments, Store.Transaction transaction) throws SQLException, Refused {
        String id = arguments.text("payment_id");
        ObjectNode payment = prepared(id, transaction);
        if (arguments.optionalText("vendor_id").isPresent()) {
            same(payment, "payment", id, "vendor_id", arguments.text("vendor_id"));
        }
        BigDecimal recorded = payment.required("amount").decimalValue();
        if (arguments.amount("amount").compareTo(recorded) != 0) {
            throw differs("payment", id, "amount", Money.text(recorded), Money.text(arguments.amount("amount")));
        }
        same(payment, "payment", id, "currency", arguments.text("currency"));
        same(payment, "payment", id, "iban", arguments.text("iban"));
        transaction.update("update payment set status = 'released' where id = ?", arguments.id("payment_id"));
        transaction.journal("release_payment", id);
        return known(id, transaction);
    }

    private static void within(BigDecimal amount, ObjectNode invoice) throws Refused {
        BigDecimal invoiced = invoice.required("amount").decimalValue();
        if (amount.compareTo(invoiced) > 0) {
            throw new Refused("amount mismatch: `" + Money.text(amount) + "` is more than the `" + Money.text(invoiced)
                    + "` of invoice `" + invoice.required("invoice_id").textValue() + "`: pay at most that");
        }
    }

    private static void same(ObjectNode recorded, String what, String id, String field, String given) throws Refused {
        String value = recorded.required(field).textValue();
        if (!value.equals(given)) {
            throw differs(what, id, field, value, given);
        }
    }

    private static Refused differs(String what, String id, String field, String recorded, String given) {
        return new Refused(field.replace("_id", "") + " mismatch: " + what + " `" + id + "` has `" + recorded
                + "`, not `" + given + "`: look it up with get_" + what);
    }

    private static ObjectNode prepared(String id, Store.Transaction transaction) throws SQLException, Refused {
        ObjectNode payment = known(id, transaction);
        if (!"prepared".equals(Json.string(payment, "status"))) {
            throw new Refused("payment `" + id + "` is already released: prepare another one if more is due");
        }
        return payment;
    }

    private static ObjectNode known(String id, Store.Transaction transaction) throws SQLException, Refused {
        return transaction
                .row(SELECT, Long.parseLong(id.substring(2)))
                .orElseThrow(() -> new Refused("there is no payment `" + id + "`: prepare it first"));
    }
}
