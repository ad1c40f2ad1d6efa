package dev.interlock.cli.command.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.Main;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.demo.erp.ErpServer;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.InputStream;
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

/** Drafts and drift of a real upstream (the demo's ERP in a process of its own, over stdio), and of the description of an API. */
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

        assertThat(draft)
                .contains(
                        "\nno-effect: [401-challenge, 404-session]\n",
                        "    # confirm: {call: get_payment, with: {payment_id: args.payment_id}, succeeded:"
                                + " 'result.status == \"...\"', failed: 'result.status == \"...\"', final: 60s}\n",
                        "    # arguments: {amount: {type: number, min: 0, max: 1000000}, iban: {format: iban}}\n");

        // with the comments taken for true, but for the read whose answer says nothing
        bundle(draft.replaceAll("    # (arguments|confirm)(?!.*'result\\.\\.\\.)", "    $1"));
        assertThat(run(erp("catalog", "drift", "--server", "erp", folder.toString())))
                .as(out + "\n" + err)
                .isZero();

        bundle(draft);
        assertThat(run(erp("catalog", "drift", "--server", "erp", folder.toString())))
                .as(out + "\n" + err)
                .isZero();
        assertThat(out.toString()).isEqualTo("`erp` matches the catalogue\n");

        // somebody reviewed another tool under this name
        bundle(draft.replaceFirst("reviewed: sha-256:[0-9a-f]{64}", "reviewed: sha-256:" + "0".repeat(64)));
        assertThat(run(erp("catalog", "drift", "--server", "erp", folder.toString())))
                .isEqualTo(1);
        assertThat(out.toString()).startsWith("changed   erp/create_vendor: ").endsWith("1 tool of `erp` to review\n");
    }

    @Test
    void whoeverNamesNoUpstreamOrADeadOneIsToldWhatToDo() {
        assertThat(run(List.of("catalog", "draft"))).isEqualTo(2);
        assertThat(err.toString()).contains("specify which upstream to ask");

        assertThat(run(List.of("catalog", "draft", "--url", "http://127.0.0.1:9/mcp")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("the tools of `server` cannot be listed");
    }

    @Test
    void aDraftOfAnApiLoadsAndHasNoDriftUntilSomebodyChangesTheDescription() throws Exception {
        Path description = folder.resolve("payments.openapi.yaml");
        try (InputStream in = ErpServer.class.getResourceAsStream("payments.openapi.yaml")) {
            Files.write(description, in.readAllBytes());
        }
        assertThat(run(List.of("catalog", "draft", "--server", "payments", "--openapi", description.toString())))
                .isZero();
        String draft = out.toString();
        assertThat(draft.replaceAll("sha-256:[0-9a-f]{64}", "DIGEST")).contains("""
              # review: Create a vendor
              createVendor:
                duty: vendor.create
                say: Create vendor with {iban}
                creates: {vendor: result.vendor_id}
                values: {iban: args.body.iban}
                sink: change  # it changes something
                content:
                  asks: change-record  # create vendor
                  destination: [body.iban]  # who or what it reaches
                risk: high
                reviewed: DIGEST
            """, """
              # review: Look up a vendor
              getVendor:
                duty: vendor.read
                say: Get {vendor}
                on: {vendor: args.path.vendor_id}
                effect: read
                risk: low
                reviewed: DIGEST
            """, """
              # review: Release a payment
              releasePayment:
                duty: payment.release
                say: Release {payment} of {amount} with {iban} for {vendor}
                on: {payment: args.path.payment_id, vendor: args.body.vendor_id}
                amount: {value: args.body.amount, unit: args.body.currency}
                values: {iban: args.body.iban}
                sink: [external, payment, amount]  # it releases something; it is about payments; it names an amount
                content:
                  asks: pay  # release payment
                  destination: [body.iban]  # who or what it reaches
                  object: [body.vendor_id, path.payment_id]  # what it acts on
                risk: critical
                reviewed: DIGEST
                # review: `amount`: an unbounded amount; `iban`: only IBANs with correct check digits
                # arguments: {body: {arguments: {amount: {type: number, min: 0, max: 1000000}, iban: {format: iban}}}}
            """);
        bundle(draft.replace("    # arguments:", "    arguments:"));
        List<String> drift = List.of(
                "catalog", "drift", "--server", "payments", "--openapi", description.toString(), folder.toString());
        assertThat(run(drift)).as(out + "\n" + err).isZero();

        Files.writeString(
                description,
                Files.readString(description)
                        .replace("/payments/{payment_id}/release:", "/payments/{payment_id}/release-now:")
                        .replace("operationId: editVendor", "deprecated: true"));
        assertThat(run(drift)).isEqualTo(1);
        assertThat(out.toString())
                .contains(
                        "changed   payments/releasePayment: ",
                        "missing   payments/editVendor: ",
                        "new       payments/PATCH/vendors/.vendor_id: ",
                        "3 tools of `payments` to review\n");
    }

    @Test
    void ofAnApiWhoeverConfiguredItNeedsOnlyItsName() throws Exception {
        Files.writeString(folder.resolve("api.yaml"), """
            openapi: 3.0.0
            paths:
              /orders/{id}/cancel:
                post: {parameters: [{name: id, in: path, required: true, schema: {type: string}}]}
              /orders:
                post: {requestBody: {required: true, content: {text/csv: {}}}}
            """);
        Path config = Files.writeString(folder.resolve("server.yaml"), """
            domain: a.example.com
            upstreams: {orders: {openapi: api.yaml, url: http://127.0.0.1:9}}
            """);
        assertThat(run(List.of("catalog", "draft", "--server", "orders", "--config", config.toString())))
                .isZero();
        assertThat(out.toString())
                .contains("  \"POST/orders/.id/cancel\":\n"
                        + "    duty: order.cancel\n"
                        + "    say: Cancel {order}\n"
                        + "    on: {order: args.path.id}\n");
        assertThat(err.toString()).contains("warning[IL-0098]: `POST /orders` is not offered: its body is not JSON");

        Files.writeString(folder.resolve("api.yaml"), "openapi: 2.0");
        assertThat(run(List.of("catalog", "draft", "--server", "orders", "--config", config.toString())))
                .isEqualTo(1);
        assertThat(err.toString()).contains("this version of OpenAPI is not supported");
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
        all.add("--");
        all.addAll(JavaCommand.of(
                Main.class, "demo-erp", "--db", folder.resolve("erp.db").toString()));
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
