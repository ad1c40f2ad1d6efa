package dev.interlock.demo.erp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.mcp.Era;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErpStdioTest {
    private static final String ACME = "{\"name\": \"Acme\", \"iban\": \"DE89370400440532013000\"}";

    @TempDir
    Path folder;

    private Path db() {
        return folder.resolve("erp.db");
    }

    @Test
    void modernMessagesFitTheSchema() throws Exception {
        Era era = Era.MODERN;
        try (ErpClient erp = ErpClient.modern(db())) {
            ObjectNode discover = erp.message("server/discover", "{}");
            Schemas.assertValid(era, "DiscoverRequest", discover);
            erp.process().send(discover);
            ObjectNode discovered = erp.process().object();
            Schemas.assertValid(era, "DiscoverResultResponse", discovered);
            assertThat(discovered.path("id").intValue()).isEqualTo(1);
            assertThat(discovered
                            .path("result")
                            .path("supportedVersions")
                            .path(0)
                            .asText())
                    .isEqualTo("2026-07-28");

            ObjectNode listed = erp.request("tools/list", "{}");
            Schemas.assertValid(era, "ListToolsResultResponse", listed);
            assertThat(listed.path("result").path("tools")).hasSize(12);

            Schemas.assertValid(era, "CallToolResultResponse", erp.call("create_vendor", ACME));
            Schemas.assertValid(era, "CallToolResultResponse", erp.call("get_vendor", "{\"vendor_id\": \"V-7\"}"));
            Schemas.assertValid(
                    era,
                    "MethodNotFoundError",
                    erp.request("prompts/list", "{}").get("error"));
            ObjectNode unknown = erp.call("no_such_tool", "{}");
            Schemas.assertValid(era, "JSONRPCErrorResponse", unknown);
            assertThat(unknown.path("error").path("code").intValue()).isEqualTo(-32602);
            assertThat(erp.request("ping", "{}").path("error").path("code").intValue())
                    .isEqualTo(-32601);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2025-06-18"})
    void legacyMessagesFitTheSchema(String revision) throws Exception {
        Era era = Era.LEGACY;
        try (ErpClient erp = ErpClient.legacy(db())) {
            ObjectNode early = erp.request("tools/list", "{}");
            assertThat(early.path("error").path("code").intValue()).isEqualTo(-32602);
            assertThat(early.path("error").path("message").asText()).contains("begin with `initialize`");

            ObjectNode initialized = erp.request("initialize", initialize(revision));
            Schemas.assertValid(era, "JSONRPCResultResponse", initialized);
            Schemas.assertValid(era, "InitializeResult", initialized.get("result"));
            assertThat(initialized.path("result").path("protocolVersion").asText())
                    .isEqualTo(revision);
            erp.process().send("{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}");

            Schemas.assertValid(era, "EmptyResult", erp.request("ping", "{}").get("result"));
            JsonNode listed = erp.request("tools/list", "{}").get("result");
            Schemas.assertValid(era, "ListToolsResult", listed);
            assertThat(listed.has("ttlMs")).isFalse();
            JsonNode created = erp.call("create_vendor", ACME).get("result");
            Schemas.assertValid(era, "CallToolResult", created);
            assertThat(created.has("resultType")).isFalse();
            assertThat(created.path("structuredContent").path("vendor_id").asText())
                    .isEqualTo("V-1001");
        }
        assertThat(Books.query(db(), "select name from vendor")).containsExactly("Acme");
    }

    @Test
    void anUnknownLegacyRevisionIsAnsweredWithOneThatIsSpoken() throws Exception {
        try (ErpClient erp = ErpClient.legacy(db())) {
            assertThat(erp.request("initialize", initialize("2024-11-05"))
                            .path("result")
                            .path("protocolVersion")
                            .asText())
                    .isEqualTo("2025-11-25");
        }
    }

    @Test
    void metaIsChecked() throws Exception {
        Era era = Era.MODERN;
        try (ErpClient erp = ErpClient.modern(db())) {
            ObjectNode future = erp.message("tools/list", "{}");
            future.withObject("params")
                    .withObject("_meta")
                    .put("io.modelcontextprotocol/protocolVersion", "2030-01-01");
            erp.process().send(future);
            ObjectNode unsupported = erp.process().object();
            Schemas.assertValid(era, "UnsupportedProtocolVersionError", unsupported);
            assertThat(unsupported.path("error").path("data").path("requested").asText())
                    .isEqualTo("2030-01-01");

            ObjectNode incapable = erp.message("tools/list", "{}");
            incapable.withObject("params").withObject("_meta").remove("io.modelcontextprotocol/clientCapabilities");
            erp.process().send(incapable);
            assertThat(erp.process().object().path("error").path("code").intValue())
                    .isEqualTo(-32602);
        }
    }

    @Test
    void brokenMessagesAreAnsweredAndTheNextOnesWork() throws Exception {
        try (ErpClient erp = ErpClient.modern(db())) {
            Map<String, Integer> broken = new HashMap<>();
            broken.put("{not json", -32700);
            broken.put("[]", -32600);
            broken.put("{\"jsonrpc\": \"2.0\", \"id\": 1, \"id\": 2, \"method\": \"ping\"}", -32600);
            broken.put("\"" + "x".repeat(5 << 20) + "\"", -32600);
            for (Map.Entry<String, Integer> line : broken.entrySet()) {
                erp.process().send(line.getKey());
                assertThat(erp.process().object().path("error").path("code").intValue())
                        .isEqualTo(line.getValue());
            }
            assertThat(erp.done("list_vendors", "{}").path("vendors")).isEmpty();
        }
    }

    @Test
    void everyResultFitsTheOutputSchemaOfItsTool() throws Exception {
        try (ErpClient erp = ErpClient.modern(db())) {
            Map<String, JsonNode> schemas = new HashMap<>();
            Set<String> unseen = new HashSet<>();
            for (JsonNode tool : erp.request("tools/list", "{}").path("result").path("tools")) {
                schemas.put(tool.path("name").asText(), tool.get("outputSchema"));
                unseen.add(tool.path("name").asText());
            }
            List<String[]> calls = List.of(
                    new String[] {"create_vendor", ACME},
                    new String[] {
                        "edit_vendor", "{\"vendor_id\": \"V-1001\", \"iban\": \"FR1420041010050500013M02606\"}"
                    },
                    new String[] {"get_vendor", "{\"vendor_id\": \"V-1001\"}"},
                    new String[] {"list_vendors", "{}"},
                    new String[] {
                        "register_invoice",
                        "{\"vendor_id\": \"V-1001\", \"number\": \"R-1\", \"amount\": 120.5, \"currency\": \"EUR\"}"
                    },
                    new String[] {"get_invoice", "{\"invoice_id\": \"I-5001\"}"},
                    new String[] {"match_invoice", "{\"invoice_id\": \"I-5001\", \"purchase_order\": \"PO-1\"}"},
                    new String[] {
                        "prepare_payment",
                        "{\"vendor_id\": \"V-1001\", \"invoice_id\": \"I-5001\", \"amount\": 120.5, \"currency\": \"EUR\","
                                + " \"iban\": \"FR1420041010050500013M02606\"}"
                    },
                    new String[] {"edit_payment", "{\"payment_id\": \"P-9001\", \"amount\": 120.25}"},
                    new String[] {
                        "release_payment",
                        "{\"payment_id\": \"P-9001\", \"vendor_id\": \"V-1001\", \"amount\": 120.250, \"currency\": \"EUR\","
                                + " \"iban\": \"FR1420041010050500013M02606\"}"
                    },
                    new String[] {"get_payment", "{\"payment_id\": \"P-9001\"}"},
                    new String[] {"run_report", "{\"name\": \"activity\"}"});
            for (String[] call : calls) {
                ObjectNode response = erp.call(call[0], call[1]);
                JsonNode structured = response.path("result").path("structuredContent");
                Schemas.assertConforms(schemas.get(call[0]), structured);
                assertThat(ErpClient.JSON.readTree(
                                response.at("/result/content/0/text").asText()))
                        .isEqualTo(structured);
                unseen.remove(call[0]);
            }
            assertThat(unseen).isEmpty();
            assertThat(erp.process().finish()).isZero();
        }
        assertThat(Books.journal(db()))
                .containsExactly(
                        "create_vendor V-1001",
                        "edit_vendor V-1001",
                        "register_invoice I-5001",
                        "match_invoice I-5001",
                        "prepare_payment P-9001",
                        "edit_payment P-9001",
                        "release_payment P-9001");
        assertThat(Books.query(db(), "select id || ' ' || amount || ' ' || iban || ' ' || status from payment"))
                .containsExactly("9001 120.25 FR1420041010050500013M02606 released");
        assertThat(Books.query(db(), "select purchase_order from invoice")).containsExactly("PO-1");
    }

    private static String initialize(String revision) {
        return "{\"protocolVersion\": \"" + revision + "\", \"capabilities\": {},"
                + " \"clientInfo\": {\"name\": \"erp-test\", \"version\": \"1\"}}";
    }
}
