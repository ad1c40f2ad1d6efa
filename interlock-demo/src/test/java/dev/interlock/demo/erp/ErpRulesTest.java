package dev.interlock.demo.erp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the ERP refuses, and that a refusal leaves no trace. */
class ErpRulesTest {
    private static final String IBAN = "\"DE89370400440532013000\"";

    @TempDir
    Path folder;

    private ErpClient erp;

    @BeforeEach
    void start() throws Exception {
        erp = ErpClient.modern(db());
        for (String name : List.of("Acme", "Bolt")) {
            erp.done("create_vendor", "{\"name\": \"" + name + "\", \"iban\": " + IBAN + "}");
        }
        erp.done("register_invoice", invoice("V-1001", "R-1", "100"));
        erp.done("prepare_payment", payment("V-1001", "I-5001", "100", "EUR"));
    }

    @AfterEach
    void stop() {
        erp.close();
    }

    private Path db() {
        return folder.resolve("erp.db");
    }

    @Test
    void whatIsUnknownIsRefused() throws Exception {
        refuses("edit_vendor", "{\"vendor_id\": \"V-9\", \"iban\": " + IBAN + "}", "there is no vendor `V-9`");
        refuses("register_invoice", invoice("V-9", "R-2", "1"), "there is no vendor `V-9`");
        refuses(
                "match_invoice",
                "{\"invoice_id\": \"I-1\", \"purchase_order\": \"PO-1\"}",
                "there is no invoice `I-1`");
        refuses("prepare_payment", payment("V-9", "I-5001", "1", "EUR"), "there is no vendor `V-9`");
        refuses("prepare_payment", payment("V-1001", "I-1", "1", "EUR"), "there is no invoice `I-1`");
        refuses("edit_payment", "{\"payment_id\": \"P-1\", \"amount\": 1}", "there is no payment `P-1`");
        refuses("release_payment", release("P-1", "100", "EUR", IBAN), "there is no payment `P-1`");
        refuses("run_report", "{\"name\": \"secrets\"}", "there is no report `secrets`: choose one of activity");
    }

    @Test
    void argumentsThatDoNotFitAreRefused() throws Exception {
        refuses("create_vendor", "{\"name\": \"Acme\"}", "argument `iban` is missing");
        refuses("create_vendor", "{\"name\": 7, \"iban\": " + IBAN + "}", "argument `name` is `7`");
        refuses("create_vendor", "{\"name\": \" \", \"iban\": " + IBAN + "}", "argument `name`");
        refuses("create_vendor", "{\"name\": \"A\", \"iban\": \"de1\"}", "argument `iban` is `de1`");
        refuses("create_vendor", "{\"name\": \"A\", \"iban\": " + IBAN + ", \"x\": 1}", "there is no argument `x`");
        for (String amount : List.of("0", "-1", "1.001", "1e30", "\"1\"", "null")) {
            refuses("register_invoice", invoice("V-1001", "R-2", amount), "argument `amount`");
        }
    }

    @Test
    void contradictionsAreRefused() throws Exception {
        refuses("register_invoice", invoice("V-1001", "R-1", "5"), "already has an invoice `R-1`");
        refuses("prepare_payment", payment("V-1002", "I-5001", "1", "EUR"), "vendor mismatch");
        refuses("prepare_payment", payment("V-1001", "I-5001", "1", "USD"), "currency mismatch");
        refuses("prepare_payment", payment("V-1001", "I-5001", "100.01", "EUR"), "amount mismatch");
        refuses("edit_payment", "{\"payment_id\": \"P-9001\", \"amount\": 101}", "amount mismatch");
        refuses("edit_payment", "{\"payment_id\": \"P-9001\"}", "there is nothing to change");
        refuses("release_payment", release("P-9001", "99", "EUR", IBAN), "amount mismatch");
        refuses("release_payment", release("P-9001", "100", "USD", IBAN), "currency mismatch");
        refuses("release_payment", release("P-9001", "100", "EUR", "\"DE00000000000000\""), "iban mismatch");
        refuses(
                "release_payment",
                "{\"vendor_id\": \"V-1002\","
                        + release("P-9001", "100", "EUR", IBAN).substring(1),
                "vendor mismatch");
    }

    @Test
    void whatIsDoneIsDoneOnce() throws Exception {
        String match = "{\"invoice_id\": \"I-5001\", \"purchase_order\": \"PO-1\"}";
        erp.done("match_invoice", match);
        refuses("match_invoice", match, "is already matched with `PO-1`");
        erp.done("release_payment", release("P-9001", "100.00", "EUR", IBAN));
        refuses("release_payment", release("P-9001", "100", "EUR", IBAN), "is already released");
        refuses("edit_payment", "{\"payment_id\": \"P-9001\", \"amount\": 1}", "is already released");
        assertThat(Books.query(db(), "select status from payment")).containsExactly("released");
    }

    @Test
    void aPaymentKeepsItsAccountWhenTheVendorChanges() throws Exception {
        erp.done("edit_vendor", "{\"vendor_id\": \"V-1001\", \"iban\": \"XX00EVIL00000000\"}");
        assertThat(erp.done("get_payment", "{\"payment_id\": \"P-9001\"}")
                        .path("iban")
                        .asText())
                .isEqualTo("DE89370400440532013000");
    }

    @Test
    void theBooksAreTheSameAfterARestart() throws Exception {
        assertThat(erp.process().finish()).isZero();
        erp = ErpClient.modern(db());
        assertThat(erp.done("list_vendors", "{}").path("vendors")).hasSize(2);
        assertThat(erp.done("create_vendor", "{\"name\": \"C\", \"iban\": " + IBAN + "}")
                        .path("vendor_id")
                        .asText())
                .isEqualTo("V-1003");
    }

    private void refuses(String tool, String arguments, String reason)
            throws IOException, InterruptedException, SQLException {
        List<String> before = everything();
        assertThat(erp.refused(tool, arguments)).contains(reason);
        assertThat(everything()).isEqualTo(before);
    }

    private List<String> everything() throws SQLException {
        return Books.query(db(), """
            select group_concat(line, char(10)) from (
              select id || name || iban as line from vendor union all
              select id || vendor_id || number || amount || currency || coalesce(purchase_order, '') from invoice
              union all select id || vendor_id || invoice_id || amount || currency || iban || status from payment
              union all select seq || tool || subject from journal)\
            """);
    }

    private static String invoice(String vendor, String number, String amount) {
        return "{\"vendor_id\": \"" + vendor + "\", \"number\": \"" + number + "\", \"amount\": " + amount
                + ", \"currency\": \"EUR\"}";
    }

    private static String payment(String vendor, String invoice, String amount, String currency) {
        return "{\"vendor_id\": \"" + vendor + "\", \"invoice_id\": \"" + invoice + "\", \"amount\": " + amount
                + ", \"currency\": \"" + currency + "\", \"iban\": " + IBAN + "}";
    }

    private static String release(String payment, String amount, String currency, String iban) {
        return "{\"payment_id\": \"" + payment + "\", \"amount\": " + amount + ", \"currency\": \"" + currency
                + "\", \"iban\": " + iban + "}";
    }
}
