package dev.interlock.demo.erp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.mcp.McpUpstream;
import dev.interlock.server.upstream.stdio.JavaCommand;
import dev.interlock.server.upstream.stdio.StdioSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ERP's process behind the gateway's own client. */
class ErpUpstreamTest {
    @TempDir
    Path folder;

    private FaultFolder faults;

    @BeforeEach
    void makeFolder() throws Exception {
        faults = new FaultFolder(Files.createDirectory(folder.resolve("faults")));
    }

    private Path db() {
        return folder.resolve("erp.db");
    }

    private McpUpstream upstream(EraChoice choice, Timing timing) {
        return McpUpstream.stdio(
                "erp",
                StdioSettings.of(JavaCommand.of(
                        ErpServer.class,
                        "--db",
                        db().toString(),
                        "--test-faults",
                        faults.folder().toString())),
                choice,
                timing,
                System::nanoTime);
    }

    @ParameterizedTest
    @CsvSource({"AUTO, 2026-07-28", "MODERN, 2026-07-28", "LEGACY, 2025-11-25"})
    void bothErasWork(EraChoice choice, String revision) throws Exception {
        try (McpUpstream erp = upstream(choice, Patient.TIMING)) {
            assertThat(erp.describe().revision().label()).isEqualTo(revision);
            assertThat(erp.listTools()).hasSize(12);
            assertThat(erp.call("create_vendor", vendor(), Json.object()))
                    .isInstanceOfSatisfying(CallOutcome.Result.class, result -> {
                        assertThat(result.isError()).isFalse();
                        assertThat(result.result()
                                        .at("/structuredContent/vendor_id")
                                        .asText())
                                .isEqualTo("V-1001");
                    });
            assertThat(erp.call("no_such_tool", Json.object(), Json.object()))
                    .isInstanceOf(CallOutcome.RefusedBeforeEffect.class);
        }
        assertThat(Books.journal(db())).containsExactly("create_vendor V-1001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "crash-after",
                "answer wrong-id",
                "answer no-result",
                "answer not-json",
                "answer internal-error",
                "answer silence"
            })
    void anEffectWithoutAGoodAnswerIsUnknown(String fault) throws Exception {
        faults.script("create_vendor", "once", fault);
        try (McpUpstream erp = upstream(EraChoice.MODERN, Timing.defaults().withCall(Duration.ofSeconds(3)))) {
            assertThat(erp.call("create_vendor", vendor(), Json.object())).isInstanceOf(CallOutcome.Unknown.class);
        }
        assertThat(Books.journal(db())).containsExactly("create_vendor V-1001");
    }

    @Test
    void anEmptyResultNamesNothing() throws Exception {
        faults.script("create_vendor", "answer empty-result");
        try (McpUpstream erp = upstream(EraChoice.MODERN, Patient.TIMING)) {
            assertThat(erp.call("create_vendor", vendor(), Json.object()))
                    .isInstanceOfAny(CallOutcome.Unknown.class, CallOutcome.Result.class)
                    .satisfies(outcome -> assertThat(outcome.toString()).doesNotContain("V-1001"));
        }
        assertThat(Books.journal(db())).containsExactly("create_vendor V-1001");
    }

    private static ObjectNode vendor() {
        return Json.object().put("name", "Acme").put("iban", "DE89370400440532013000");
    }
}
