package dev.interlock.demo.erp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErpFaultsTest {
    private static final String ACME = "{\"name\": \"Acme\", \"iban\": \"DE89370400440532013000\"}";

    @TempDir
    Path folder;

    private FaultFolder faults;
    private ErpClient erp;

    @BeforeEach
    void start() throws Exception {
        faults = new FaultFolder(Files.createDirectory(folder.resolve("faults")));
        erp = ErpClient.modern(db(), "--test-faults", faults.folder().toString());
    }

    @AfterEach
    void stop() {
        erp.close();
    }

    private Path db() {
        return folder.resolve("erp.db");
    }

    @Test
    void aCallWaitsBeforeItsEffectWhileOthersPass() throws Exception {
        faults.script("create_vendor", "once", "wait-before go");
        erp.send("create_vendor", ACME);
        faults.awaitEntered("create_vendor", 1);
        assertThat(erp.done("list_vendors", "{}").path("vendors")).isEmpty();
        assertThat(erp.done("create_vendor", ACME).path("vendor_id").asText()).isEqualTo("V-1001");
        assertThat(faults.committed("create_vendor", 2)).isFalse();

        faults.open("go");
        faults.awaitCommitted("create_vendor", 2);
        ObjectNode answer = erp.process().object();
        assertThat(answer.path("id").intValue()).isEqualTo(1);
        assertThat(answer.at("/result/structuredContent/vendor_id").asText()).isEqualTo("V-1002");
    }

    @Test
    void aCallWaitsAfterItsEffect() throws Exception {
        faults.script("create_vendor", "wait-after go");
        erp.send("create_vendor", ACME);
        faults.awaitCommitted("create_vendor", 1);
        assertThat(Books.journal(db())).containsExactly("create_vendor V-1001");
        assertThat(erp.process().hasLine()).isFalse();

        faults.open("go");
        assertThat(erp.process().object().path("id").intValue()).isEqualTo(1);
    }

    @Test
    void aCrashAfterTheCommitKeepsTheEffectAndLosesTheAnswer() throws Exception {
        faults.script("create_vendor", "crash-after");
        erp.send("create_vendor", ACME);
        assertThat(erp.process().exitCode()).isEqualTo(137);
        assertThat(erp.process().hasLine()).isFalse();
        assertThat(Books.journal(db())).containsExactly("create_vendor V-1001");
    }

    @Test
    void aCrashBeforeTheEffectLeavesNone() throws Exception {
        faults.script("create_vendor", "crash-before");
        erp.send("create_vendor", ACME);
        assertThat(erp.process().exitCode()).isEqualTo(137);
        assertThat(Books.journal(db())).isEmpty();
    }

    @Test
    void answersAreSpoiledAfterTheEffect() throws Exception {
        faults.script("create_vendor", "answer not-json");
        erp.send("create_vendor", ACME);
        assertThat(erp.process().line()).isEqualTo("{\"jsonrpc\": \"2.0\", \"result\": ");
        faults.script("create_vendor", "answer wrong-id");
        assertThat(erp.call("create_vendor", ACME).path("id").asText()).isEqualTo("nobody-asked");
        faults.script("create_vendor", "answer no-result");
        assertThat(erp.call("create_vendor", ACME).has("result")).isFalse();
        faults.script("create_vendor", "answer empty-result");
        assertThat(erp.call("create_vendor", ACME).get("result")).isEmpty();
        faults.script("create_vendor", "answer internal-error");
        assertThat(erp.call("create_vendor", ACME).path("error").path("code").intValue())
                .isEqualTo(-32603);
        faults.script("create_vendor", "answer silence");
        erp.send("create_vendor", ACME);
        faults.awaitCommitted("create_vendor", 6);
        faults.clear("create_vendor");
        // Answers of one process come in order of their ends, so a silent call would have spoken by now.
        assertThat(erp.done("create_vendor", ACME).path("vendor_id").asText()).isEqualTo("V-1007");
        assertThat(erp.process().hasLine()).isFalse();
    }

    @Test
    void withoutTheOptionNothingIsObeyed() throws Exception {
        faults.script("create_vendor", "crash-before");
        try (ErpClient plain = ErpClient.modern(folder.resolve("other.db"))) {
            assertThat(plain.done("create_vendor", ACME).path("vendor_id").asText())
                    .isEqualTo("V-1001");
        }
        assertThat(Files.exists(faults.folder().resolve("create_vendor.entered.1")))
                .isFalse();
    }
}
