package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.Answer;
import dev.interlock.demo.Answer.Kind;
import dev.interlock.demo.erp.Books;
import dev.interlock.demo.erp.ErpHttpProcess;
import dev.interlock.demo.erp.FaultFolder;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.mcp.McpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tokens, the credential of the server behind the gateway, and arguments that the catalogue calls secret: nowhere in the
 * data folder, in what the process printed, or in what anybody was answered.
 */
class SecretsTest {

    private static final String NAME = "Classified Holdings 7731";
    private static final String ERP_KEY = "erp-key-93f1c2d47b";

    @TempDir
    Path folder;

    private final TestParties troupe = new TestParties();
    private final List<String> answers = new ArrayList<>();

    @Test
    void noSecretIsFoundAnywhere() throws Exception {
        Quiet.on();
        Path bundle = TestBundles.copyInto(folder.resolve("bundle"));
        TestBundles.edit(
                bundle,
                "catalog/erp.yaml",
                "    show: [args.name]\n    risk: high",
                "    secret: [args.name]\n    risk: high");
        TestBundles.edit(
                bundle, "catalog/erp.yaml", "    say: Create the vendor {name} with the account {payee}\n", "");
        Path db = folder.resolve("erp.db");
        Path data = folder.resolve("data");
        Path log = folder.resolve("log");
        Answer created;
        FaultFolder faults = new FaultFolder(Files.createDirectories(folder.resolve("faults")));
        try (ErpHttpProcess erp = ErpHttpProcess.start(db, faults.folder());
                ServeProcess server =
                        ServeProcess.start(ServeProcess.configure(folder, bundle, erp.uri(), troupe), log, ERP_KEY)) {
            Office office = new Office(server.url(), troupe);
            String task = office.task("olivia", "clerk", "settle-payables");
            try (Client clerk = client(server, task)) {
                created = said(clerk.call("create_vendor", Payable.newVendor(NAME, Stage.iban())));
                assertThat(created.kind()).as(created.text()).isEqualTo(Kind.DONE);
                assertThat(said(clerk.call("create_vendor", Json.object().put("name", NAME)))
                                .kind())
                        .isEqualTo(Kind.DENIED);
                ObjectNode nested = Payable.newVendor("x", Stage.iban());
                nested.putObject("name").put("full", NAME);
                assertThat(said(clerk.call("create_vendor", nested)).kind()).isEqualTo(Kind.DENIED);
                // The ERP tells its caller what it did not like; nobody else has to know.
                for (int code : new int[] {-32602, -32603}) {
                    faults.script("create_vendor", "once", "error " + code + " I do not like " + NAME);
                    assertThat(clerk.call("create_vendor", Payable.newVendor(NAME, Stage.iban()))
                                    .text())
                            .contains(Integer.toString(code), NAME);
                }
            }
            badRequests(server, task);
            for (String path : List.of("/v1/tasks", "/v1/tasks/" + task, "/v1/holds", "/v1/calls")) {
                answers.add(Json.text(office.get("vera", path).body()));
            }
            answers.add(Json.text(
                    office.post("adam", "/v1/bundle/propose", Json.object().put("token", troupe.token("adam")))
                            .body()));
            server.stop();
        }
        assertThat(Books.query(db, "select name from vendor"))
                .as("the ERP got it")
                .contains(NAME);
        Event.CallDecided call = new Record(data).story(created).call();
        assertThat(call.facts().argumentsDigest()).startsWith("sha-256:");

        var secrets = new ArrayList<>(troupe.secrets());
        secrets.add(ERP_KEY);
        secrets.add(NAME);
        assertThat(answers).isNotEmpty().allSatisfy(text -> assertThat(text).doesNotContain(secrets));
        assertClean(log, secrets);
        assertClean(log.resolveSibling("out"), secrets);
        List<Path> files = files(data);
        assertThat(files).extracting(file -> file.getFileName().toString()).contains("signing.vkey");
        for (Path file : files) {
            assertClean(file, secrets);
        }
    }

    private Client client(ServeProcess server, String task) {
        return new Client(McpClient.of(
                server.url().resolve("/mcp/erp"),
                troupe.token("clerk"),
                Optional.of(task),
                EraChoice.MODERN,
                Patient.TIMING,
                System::nanoTime));
    }

    private Answer said(Answer answer) {
        answers.add(answer.toString());
        return answer;
    }

    /** A good token in all the wrong places. */
    private void badRequests(ServeProcess server, String task) {
        String token = troupe.token("clerk");
        String basic = Base64.getEncoder().encodeToString(("clerk:" + token).getBytes(StandardCharsets.UTF_8));
        RawHttp mcp = RawHttp.to(server.url().getPort(), "/mcp/erp").add("Content-Type", "application/json");
        RawHttp api = RawHttp.to(server.url().getPort(), "/v1/tasks?token=" + token);
        String body = "{\"jsonrpc\": \"2.0\", \"id\": \"" + token + "\", \"method\": \"" + NAME + "\"}";
        Stream.of(
                        mcp.body(body),
                        mcp.add("Authorization", "Basic " + basic).body(body),
                        mcp.add("Authorization", "Bearer " + token + "x").body(body),
                        mcp.add("Authorization", token).body(body),
                        mcp.add("Origin", "https://example.com").body(body),
                        mcp.add("Authorization", "Bearer " + token).body("{\"name\": \"" + NAME + "\""),
                        mcp.add("Authorization", "Bearer " + token)
                                .add("Interlock-Task", task)
                                .add("Authorization", "Bearer " + token)
                                .body(body),
                        api.method("GET"),
                        api.method("GET").add("Authorization", "Bearer " + token))
                .map(RawHttp::send)
                .forEach(answer -> {
                    assertThat(answer.status()).isGreaterThanOrEqualTo(400);
                    answers.add(answer.headers() + new String(answer.body(), StandardCharsets.UTF_8));
                });
    }

    private static List<Path> files(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private static void assertClean(Path file, List<String> secrets) throws IOException {
        String text = text(file);
        for (String secret : secrets) {
            assertThat(text.contains(secret))
                    .as("`%s` holds a secret", file.getFileName())
                    .isFalse();
        }
    }
}
