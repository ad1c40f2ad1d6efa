package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.Answer;
import dev.interlock.demo.erp.ErpHttpProcess;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.ApiConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One vendor, two doors: what a party did by MCP counts for what it asks for by plain HTTP, and the other way round. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestDoorTest {

    private ErpHttpProcess rest;
    private Stage stage;
    private URI api;
    private Client booker;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        Path bundle = TestBundles.variant("rest", folder.resolve("bundle"));
        Path db = folder.resolve("erp.db");
        rest = ErpHttpProcess.start(db, Files.createDirectory(folder.resolve("rest-faults")));
        URI root = rest.uri().resolve("/");
        Path description = folder.resolve("payments.openapi.yaml");
        try (var in = root.resolve("/openapi.yaml").toURL().openStream()) {
            Files.write(description, in.readAllBytes());
        }
        URI base = URI.create(root.toString().replaceFirst("/$", ""));
        stage = Stage.open(
                folder,
                bundle,
                Map.of("payments", new ApiConfig("payments", description, base, Map.of(), Duration.ofSeconds(30))));
        api = stage.url.resolve("/rest/payments");
        booker = stage.atWork("booker", "bert");
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
        rest.close();
    }

    private RestAgent agent(String name, String instructor) {
        return RestAgent.of(api, stage.troupe.token(name), stage.office.task(instructor, name, "settle-payables"));
    }

    private static ObjectNode release(Payable payable) {
        return Json.object()
                .put("amount", Payable.AMOUNT)
                .put("currency", "EUR")
                .put("iban", payable.iban());
    }

    private static String path(Payable payable) {
        return "/payments/" + payable.payment() + "/release";
    }

    @Test
    void whoCreatedTheVendorByMcpDoesNotPayItByRest() throws Exception {
        Payable payable = stage.payable(stage.atWork("clerk", "olivia"), booker);

        RestAgent.Said denied = agent("clerk", "olivia").post(path(payable), release(payable));

        denied.isProblem(403, "duty-conflict");
        assertThat(denied.decision()).startsWith("denied;call=\"c-").contains("code=\"duty-conflict\"");
        assertThat(denied.json().path("reasons").toString()).contains("AP-01");
        assertThat(denied.json().path("detail").asText()).contains("Nothing was done");
        stage.assertUnpaid(payable);

        RestAgent payer = agent("payer", "ina");
        RestAgent.Said held = payer.post(path(payable), release(payable)).isProblem(409, "approval-required");
        String hold = held.json().path("hold").asText();
        assertThat(held.decision()).startsWith("held;call=\"c-").contains("hold=\"" + hold + "\"");
        stage.assertUnpaid(payable);

        stage.office.approve("vera", hold).ok();
        RestAgent.Said done = payer.post(path(payable), release(payable));
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.json().path("status").asText()).isEqualTo("released");
        assertThat(done.decision()).matches("permitted;call=\"c-[0-9]+\";outcome=succeeded");
        stage.assertPaidOnce(payable);
    }

    @Test
    void whoCreatedTheVendorByRestDoesNotPayItByMcp() throws Exception {
        String iban = Stage.iban();
        RestAgent.Said created = agent("clerk", "olivia").post("/vendors", Payable.newVendor("Vendor " + iban, iban));
        assertThat(created.status()).isEqualTo(201);
        String vendor = created.json().path("vendor_id").asText();
        assertThat(created.header("Location")).isEqualTo("/rest/payments/vendors/" + vendor);
        String invoice = Stage.done(booker.call("register_invoice", Payable.newInvoice(vendor, "N-" + Stage.number())))
                .given("invoice_id");
        Stage.done(booker.call("match_invoice", Payable.match(invoice)));
        String payment = Stage.done(booker.call("prepare_payment", Payable.newPayment(vendor, invoice, iban)))
                .given("payment_id");

        Answer denied = stage.atWork("clerk", "ina").call("release_payment", Payable.release(payment, iban));

        assertThat(denied.kind()).isEqualTo(Answer.Kind.DENIED);
        assertThat(denied.code()).hasValue("duty-conflict");
        assertThat(denied.text()).contains("AP-01");

        Client payer = stage.atWork("payer", "ina");
        stage.approved(payer, Payable.release(payment, iban));
        Stage.done(payer.call("release_payment", Payable.release(payment, iban)));
    }

    @Test
    void aReadGoesThroughAndARefusalOfTheApiIsTheApisOwn() {
        RestAgent clerk = agent("clerk", "olivia");
        String iban = Stage.iban();
        String vendor = clerk.post("/vendors", Payable.newVendor("Vendor " + iban, iban))
                .json()
                .path("vendor_id")
                .asText();

        assertThat(clerk.get("/vendors/" + vendor).json().path("iban").asText()).isEqualTo(iban);

        RestAgent.Said refused = clerk.get("/vendors/V-999999");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("error").asText()).contains("vendor");
        assertThat(refused.decision()).matches("permitted;call=\"c-[0-9]+\";code=\"http-422\";outcome=failed");
    }

    @Test
    void aBodyThatIsNotAsDescribedNeverGetsThere() throws Exception {
        RestAgent clerk = agent("clerk", "olivia");
        long before = stage.record.size();

        RestAgent.Said refused = clerk.post("/vendors", Payable.newVendor("Vendor", "no iban"));
        refused.isProblem(400, "request-invalid");
        assertThat(refused.json().path("detail").asText())
                .contains("the body at `/iban`")
                .doesNotContain("no iban");

        assertThat(stage.record.size()).isEqualTo(before);
    }

    @Test
    void whatIsNotDescribedNeverGetsThere() throws Exception {
        RestAgent clerk = agent("clerk", "olivia");
        long before = stage.record.size();

        clerk.send("DELETE", "/vendors/V-1", Optional.empty()).isProblem(404, "operation-unknown");
        clerk.get("/openapi.yaml").isProblem(404, "operation-unknown");
        clerk.get("/mcp").isProblem(404, "operation-unknown");

        assertThat(stage.record.size()).isEqualTo(before);
    }

    @Test
    void outsideOfATaskNothingIsDone() {
        RestAgent clerk = agent("clerk", "olivia");
        new RestAgent(clerk.http(), api, clerk.token(), Optional.empty())
                .post("/vendors", Payable.newVendor("Vendor", Stage.iban()))
                .isProblem(403, "task-required");
        new RestAgent(clerk.http(), api, "wrong", clerk.task())
                .get("/vendors/V-1")
                .isProblem(401, "unauthenticated");
    }
}
