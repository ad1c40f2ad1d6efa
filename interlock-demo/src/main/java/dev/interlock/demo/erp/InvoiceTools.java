package dev.interlock.demo.erp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.erp.Field.Kind;
import dev.interlock.server.json.Json;
import java.sql.SQLException;
import java.util.List;

/** Invoices of vendors, and their match with what was ordered. */
final class InvoiceTools {
    private static final String SELECT = """
        select 'I-' || id as invoice_id, 'V-' || vendor_id as vendor_id, number, amount, currency, purchase_order,
          case when purchase_order is null then 'open' else 'matched' end as status
        from invoice where id = ?\
        """;

    private static final Field VENDOR_ID = Field.of("vendor_id", Kind.VENDOR, "The vendor who sent the invoice.");
    private static final Field INVOICE_ID = Field.of("invoice_id", Kind.INVOICE, "The invoice.");
    private static final Field NUMBER = Field.of("number", Kind.TEXT, "The vendor's invoice number.");
    private static final Field AMOUNT = Field.of("amount", Kind.AMOUNT, "The amount to pay.");
    private static final Field CURRENCY = Field.of("currency", Kind.CURRENCY, "Currency of the amount.");
    private static final String ORDER = "purchase_order";
    private static final List<Field> INVOICE = List.of(
            INVOICE_ID,
            VENDOR_ID,
            NUMBER,
            AMOUNT,
            CURRENCY,
            Field.optional(ORDER, Kind.TEXT, "The purchase order, once matched."),
            Field.of("status", Kind.TEXT, "open or matched."));

    private InvoiceTools() {}

    static List<Tool> all() {
        return List.of(
                new Tool(
                        "register_invoice",
                        "Register an invoice",
                        "Enters a vendor's invoice and returns its id. Each invoice number can be used only once per"
                                + " vendor.",
                        List.of(VENDOR_ID, NUMBER, AMOUNT, CURRENCY),
                        List.of(INVOICE_ID),
                        Tool.Effect.ADDS,
                        InvoiceTools::register),
                new Tool(
                        "get_invoice",
                        "Look up an invoice",
                        "Shows one invoice.",
                        List.of(INVOICE_ID),
                        INVOICE,
                        Tool.Effect.READS,
                        (arguments, transaction) -> known(arguments.text("invoice_id"), transaction)),
                new Tool(
                        "match_invoice",
                        "Match an invoice",
                        "Confirms that an invoice matches what was ordered and received. This is possible only once.",
                        List.of(INVOICE_ID, Field.of(ORDER, Kind.TEXT, "The purchase order it belongs to.")),
                        INVOICE,
                        Tool.Effect.ADDS,
                        InvoiceTools::match));
    }

    private static ObjectNode register(Arguments arguments, Store.Transaction transaction)
            throws SQLException, Refused {
        VendorTools.known(arguments.text("vendor_id"), transaction);
        String number = arguments.text("number");
        long vendor = arguments.id("vendor_id");
        if (transaction
                .row("select id from invoice where vendor_id = ? and number = ?", vendor, number)
                .isPresent()) {
            throw new Refused("vendor `" + arguments.text("vendor_id") + "` already has an invoice `" + number
                    + "`: register each invoice only once");
        }
        String id = "I-"
                + transaction.insert(
                        "insert into invoice (vendor_id, number, amount, currency) values (?, ?, ?, ?)",
                        vendor,
                        number,
                        Money.text(arguments.amount("amount")),
                        arguments.text("currency"));
        transaction.journal("register_invoice", id);
        return Json.object().put("invoice_id", id);
    }

    private static ObjectNode match(Arguments arguments, Store.Transaction transaction) throws SQLException, Refused {
        String id = arguments.text("invoice_id");
        ObjectNode invoice = known(id, transaction);
        String order = Json.string(invoice, ORDER);
        if (order != null) {
            throw new Refused("invoice `" + id + "` is already matched with `" + order + "`: there is nothing to do");
        }
        transaction.update(
                "update invoice set purchase_order = ? where id = ?",
                arguments.text(ORDER),
                arguments.id("invoice_id"));
        transaction.journal("match_invoice", id);
        return known(id, transaction);
    }

    /** The invoice with this id, or a refusal. */
    static ObjectNode known(String id, Store.Transaction transaction) throws SQLException, Refused {
        return transaction
                .row(SELECT, Long.parseLong(id.substring(2)))
                .orElseThrow(() -> new Refused("there is no invoice `" + id + "`: register it first"));
    }
}
