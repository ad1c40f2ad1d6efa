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

/** The objects of the record, as people see them over the API. */
class ObjectApiTest {

    private ApiServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private JsonNode get(String path) throws Exception {
        ApiServer.Reply reply = server.send("otto", "GET", path);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        return reply.body();
    }

    private static List<String> of(JsonNode list, String name) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(one -> one.get(name).asText())
                .toList();
    }

    private static JsonNode where(JsonNode list, String name, String value) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(one -> one.get(name).asText().equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " " + value + " in " + list));
    }

    /**
     * The payer creates vendor V-2 itself, registers and matches an invoice and prepares its payment; then its helper, in a task below,
     * is to release it. Gives the number of the call that was held.
     */
    private long shellVendor() throws Exception {
        String task = server.open("payer", "settle-payables");
        server.carryOut("payer", task, "create_vendor", Map.of("name", "Shellco", "iban", "GB29"), "vendor/V-2");
        server.carryOut(
                "payer",
                task,
                "register_invoice",
                Map.of("vendor_id", "V-2", "number", "77", "amount", "900.10", "currency", "EUR"),
                "invoice/I-2");
        server.carryOut("payer", task, "match_invoice", Map.of("invoice_id", "I-2", "purchase_order", "PO-2"));
        server.carryOut(
                "payer",
                task,
                "prepare_payment",
                Map.of("vendor_id", "V-2", "invoice_id", "I-2", "amount", "900.10", "currency", "EUR", "iban", "GB29"),
                "payment/P-2");
        String below = server.send(
                        "payer",
                        "POST",
                        "/v1/tasks",
                        "{\"agent\":\"helper\",\"intent\":\"settle-payables\",\"parent\":\"" + task + "\"}")
                .body()
                .get("id")
                .textValue();
        Answer answer = server.call(
                "helper",
                below,
                "release_payment",
                Map.of("payment_id", "P-2", "amount", "900.10", "currency", "EUR", "iban", "GB29"));
        assertThat(answer).isInstanceOf(Answer.Hold.class);
        return ((Answer.Hold) answer).call();
    }

    @Test
    void theObjectsThatAPartyTouchedAreListed() throws Exception {
        shellVendor();
        JsonNode all = get("/v1/objects?party=payer");
        assertThat(of(all.get("objects"), "object"))
                .containsExactlyInAnyOrder("vendor/V-2", "invoice/I-2", "payment/P-2");
        assertThat(all.has("next")).isFalse();
        assertThat(of(get("/v1/objects?party=nobody").get("objects"), "object")).isEmpty();
        var counted = new TreeMap<String, Integer>();
        String after = "";
        do {
            JsonNode page = get("/v1/objects?party=payer&limit=2" + after);
            assertThat(page.get("objects").size()).isBetween(1, 3);
            page.get("objects")
                    .forEach(one -> counted.merge(
                            one.get("object").textValue(), one.get("entries").intValue(), Integer::sum));
            after = page.has("next") ? "&after=" + page.get("next").textValue() : null;
        } while (after != null);
        var whole = new TreeMap<String, Integer>();
        all.get("objects")
                .forEach(one -> whole.put(
                        one.get("object").textValue(), one.get("entries").intValue()));
        assertThat(counted).isEqualTo(whole);
        assertThat(server.send("otto", "GET", "/v1/objects?party=payer&type=vendor")
                        .status())
                .isEqualTo(400);
        assertThat(server.send("otto", "GET", "/v1/objects?party=payer&after=x").status())
                .isEqualTo(400);
        assertThat(server.send("payer", "GET", "/v1/objects?party=payer").status())
                .isEqualTo(403);
    }

    @Test
    void objectsAreListedByActivityOrByName() throws Exception {
        shellVendor();
        server.heldRelease();
        JsonNode all = get("/v1/objects");
        assertThat(of(all.get("objects"), "object"))
                .containsExactlyInAnyOrder(
                        "payment/P-9", "vendor/V-1", "invoice/I-7", "payment/P-2", "invoice/I-2", "vendor/V-2");
        assertThat(all.get("objects").get(0).get("object").textValue()).isEqualTo("payment/P-9");
        assertThat(all.get("objects").get(0).get("entries").intValue()).isEqualTo(2);

        JsonNode first = get("/v1/objects?limit=2");
        JsonNode second = get("/v1/objects?limit=4&after=" + first.get("next").textValue());
        assertThat(of(first.get("objects"), "object")).doesNotContainAnyElementsOf(of(second.get("objects"), "object"));
        assertThat(second.get("objects")).hasSize(4);

        assertThat(of(get("/v1/objects?type=vendor").get("objects"), "id")).containsExactly("V-1", "V-2");
        assertThat(of(get("/v1/objects?type=vendor&q=V-2").get("objects"), "id"))
                .containsExactly("V-2");
        JsonNode page = get("/v1/objects?type=vendor&limit=1");
        assertThat(of(
                        get("/v1/objects?type=vendor&limit=1&after="
                                        + page.get("next").textValue())
                                .get("objects"),
                        "id"))
                .containsExactly("V-2");
        assertThat(of(get("/v1/objects?type=payee").get("objects"), "id")).containsExactly("DE89", "GB29");
    }

    @Test
    void anObjectIsShownWithWhatBelongsToItAndWhoDidWhat() throws Exception {
        long held = shellVendor();
        JsonNode vendor = get("/v1/objects/vendor/V-2");
        assertThat(vendor.get("created").get("by").textValue()).isEqualTo("payer");
        assertThat(StreamSupport.stream(vendor.get("belongsToIt").spliterator(), false)
                        .map(JsonNode::textValue))
                .containsExactlyInAnyOrder("invoice/I-2", "payment/P-2");
        assertThat(where(vendor.get("values"), "argument", "args.name")
                        .get("value")
                        .textValue())
                .isEqualTo("Shellco");
        assertThat(where(vendor.get("values"), "argument", "args.iban")
                        .get("by")
                        .textValue())
                .isEqualTo("payer");

        JsonNode matrix = vendor.get("matrix");
        assertThat(of(matrix.get("rows"), "duty"))
                .containsExactly(
                        "vendor.create", "invoice.register", "invoice.match", "payment.prepare", "payment.release");
        JsonNode release = where(matrix.get("rows"), "duty", "payment.release")
                .get("cells")
                .get(0);
        assertThat(release.get("party").textValue()).isEqualTo("helper");
        assertThat(release.get("calls").get(0).get("call").textValue()).isEqualTo("c-" + held);
        assertThat(release.get("calls").get(0).get("state").textValue()).isEqualTo("held");
        assertThat(vendor.get("complete").booleanValue()).isTrue();
    }

    @Test
    void partiesThatCountAsOneAreTold() throws Exception {
        shellVendor();
        JsonNode vendor = get("/v1/objects/vendor/V-2");
        JsonNode level = vendor.get("matrix").get("levels").get(0);
        assertThat(level.get("level").textValue()).isEqualTo("another-line");
        assertThat(level.get("rules").toString()).isEqualTo("[\"AP-01\",\"AP-04\"]");
        JsonNode pair = level.get("one").get(0);
        assertThat(pair.get("parties").toString()).contains("payer", "helper");
        assertThat(pair.get("attribute").textValue()).isEqualTo("chain");
        assertThat(pair.get("unknown").booleanValue()).isFalse();

        JsonNode rule = where(vendor.get("rules"), "id", "AP-01");
        assertThat(rule.get("held").intValue()).isEqualTo(1);
        assertThat(rule.get("stopped").intValue()).isZero();
        assertThat(rule.get("direct").booleanValue()).isTrue();
        assertThat(where(vendor.get("rules"), "id", "AP-04").get("direct").booleanValue())
                .isFalse();
        assertThat(get("/v1/objects/payment/P-2").get("belongsTo").toString())
                .isEqualTo("[\"invoice/I-2\",\"vendor/V-2\"]");
    }

    @Test
    void independentPartiesAreNotOne() throws Exception {
        server.heldRelease();
        String task = server.open("payer", "review");
        server.carryOut("payer", task, "get_vendor", Map.of("vendor_id", "V-1"));
        JsonNode vendor = get("/v1/objects/vendor/V-1");
        assertThat(vendor.get("matrix").get("parties").toString()).isEqualTo("[\"clerk\",\"payer\"]");
        assertThat(vendor.get("matrix").get("levels").get(0).get("one")).isEmpty();
    }

    @Test
    void hostileTextsStayWhatTheyAre() throws Exception {
        String task = server.open("clerk", "onboard-vendor");
        String name = "</script><b>\u202eevil\u0007" + "x".repeat(5_000);
        server.carryOut("clerk", task, "create_vendor", Map.of("name", name, "iban", "DE89"), "vendor/V-66");
        JsonNode vendor = get("/v1/objects/vendor/V-66");
        String shown = where(vendor.get("values"), "argument", "args.name")
                .get("value")
                .textValue();
        assertThat(shown.length()).isLessThan(2_100);
        assertThat(shown).startsWith("</script><b>");
    }

    @Test
    void agentsSeeNoObjectAndNobodyMakesOneUp() throws Exception {
        server.heldRelease();
        for (String path : List.of("/v1/objects", "/v1/objects/vendor/V-1")) {
            ApiServer.Reply refused = server.send("clerk", "GET", path);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body().get("code").textValue()).isEqualTo("not-allowed");
        }
        for (String path : List.of(
                "/v1/objects/vendor/V-999",
                "/v1/objects/%3Cscript%3E/1",
                "/v1/objects/vendor/",
                "/v1/objects/vendor")) {
            ApiServer.Reply absent = server.send("otto", "GET", path);
            assertThat(absent.status()).as(path).isEqualTo(404);
            assertThat(absent.body().toString()).doesNotContain("script");
        }
        assertThat(server.send("otto", "GET", "/v1/objects?after=x").status()).isEqualTo(400);
    }
}
