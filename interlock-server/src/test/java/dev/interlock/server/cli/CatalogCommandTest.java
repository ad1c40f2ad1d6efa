package dev.interlock.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Drafts and drift of a real upstream: the demo's ERP in a process of its own, over stdio. */
class CatalogCommandTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aDraftOfALiveServerLoadsAndHasNoDriftUntilSomebodyEditsIt() throws Exception {
        assertThat(run(erp("catalog", "draft", "--server", "erp"))).isZero();
        String draft = out.toString();
        assertThat(draft)
                .contains("server: erp", "  prepare_payment:\n    duty: payment.prepare\n", "reviewed: sha-256:");

        bundle(draft);
        assertThat(run(erp("catalog", "drift", "--server", "erp", "--bundle", folder.toString())))
                .as(out + "\n" + err)
                .isZero();
        assertThat(out.toString()).isEqualTo("`erp` is what the catalogue says\n");

        // somebody reviewed another tool under this name
        bundle(draft.replaceFirst("reviewed: sha-256:[0-9a-f]{64}", "reviewed: sha-256:" + "0".repeat(64)));
        assertThat(run(erp("catalog", "drift", "--server", "erp", "--bundle", folder.toString())))
                .isEqualTo(1);
        assertThat(out.toString()).startsWith("changed   erp/create_vendor: ").endsWith("1 tool of `erp` to look at\n");
    }

    @Test
    void whoeverNamesNoUpstreamOrADeadOneIsToldWhatToDo() {
        assertThat(run(List.of("catalog", "draft"))).isEqualTo(2);
        assertThat(err.toString()).contains("say which upstream to ask");

        assertThat(run(List.of("catalog", "draft", "--url", "http://127.0.0.1:9/mcp")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("`server` cannot be asked");
    }

    private void bundle(String catalog) throws Exception {
        Files.writeString(folder.resolve("interlock.yaml"), """
                interlock: v1
                name: drafted
                owner: someone@example.com
                include: [catalog.yaml]
                independence: {line: [owner]}
                risk:
                  low: {independence: line, on-conflict: record, on-missing: record}
                  medium: {independence: line, on-conflict: hold, on-missing: hold}
                  high: {independence: line, on-conflict: hold, on-missing: hold}
                  critical: {independence: line, on-conflict: deny, on-missing: hold}
                """);
        Files.writeString(folder.resolve("catalog.yaml"), catalog);
    }

    private List<String> erp(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(
                "--",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.interlock.server.cli.Main",
                "demo-erp",
                "--db",
                folder.resolve("erp.db").toString()));
        return all;
    }

    private int run(List<String> arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = Main.commandLine(new Surroundings(Map.of(), false));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments.toArray(String[]::new));
    }
}
