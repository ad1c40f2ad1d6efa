package dev.interlock.cli.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.interlock.cli.CommandRun;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.ledger.note.Checkpoint;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.note.SignedNote;
import dev.interlock.server.door.api.ApiServer;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code interlock ledger verify --url} believes a server nothing: between it and the server stands one that changes answers. */
class RemoteVerifyTest {

    @TempDir
    private Path folder;

    private ApiServer server;
    private HttpServer between;
    /** Changes the answer to a path. */
    private BiConsumer<String, ObjectNode> lie = (path, answer) -> {};

    private String key = "";

    @BeforeEach
    void start() throws Exception {
        server = new ApiServer(folder);
        server.heldRelease();
        server.domain().ledger().checkpoint();
        key = server.domain().ledger().verifierKey().format();
        between = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        between.createContext("/", this::answer);
        between.start();
    }

    @AfterEach
    void stop() throws Exception {
        between.stop(0);
        server.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try {
            ApiServer.Reply reply =
                    server.send("otto", "GET", exchange.getRequestURI().toString());
            ObjectNode body = Trees.object(Json.text(reply.body()));
            lie.accept(exchange.getRequestURI().getPath(), body);
            byte[] text = Json.bytes(body);
            exchange.sendResponseHeaders(reply.status(), text.length);
            exchange.getResponseBody().write(text);
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            exchange.close();
        }
    }

    private CommandRun verify(Object... options) {
        var all = new ArrayList<Object>(List.of("ledger", "verify"));
        all.addAll(List.of("--url", "http://127.0.0.1:" + between.getAddress().getPort()));
        all.addAll(List.of(options));
        return CommandRun.in(new Surroundings(Map.of("INTERLOCK_TOKEN", server.token("otto")), false), all.toArray());
    }

    @Test
    void aWholeRecordIsReadPageByPageAndVerified() {
        CommandRun run = verify("--key", key);
        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(ExitCode.FINE);
        assertThat(run.out()).contains("verified", "payments.example.com", "and texts were not read");
        ObjectNode json = Trees.object(verify("--key", key, "--json").out());
        assertThat(json.path("verified").asBoolean()).isTrue();
        assertThat(json.path("size").asLong())
                .isEqualTo(server.domain().ledger().size());
    }

    @Test
    void anEntryIsVerifiedWithoutTheRest() {
        lie = (path, answer) -> assertThat(path).isNotEqualTo("/v1/leaves");
        CommandRun run = verify("--key", key, "--entry", "3", "--entry", "t-1");
        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(ExitCode.FINE);
        assertThat(run.out()).contains("3 is in the record", "1 is in the record");
    }

    @Test
    void anEntryThatWasChangedIsFound() {
        lie = (path, answer) -> {
            if (path.equals("/v1/leaves")) {
                changed((ArrayNode) answer.path("leaves"));
            } else if (answer.has("leaf")) {
                answer.put("leaf", changed(answer.path("leaf").asText()));
            }
        };
        assertDamaged(verify("--key", key));
        assertDamaged(verify("--key", key, "--entry", "2"));
    }

    private static void changed(ArrayNode leaves) {
        leaves.set(2, Json.nodes().textNode(changed(leaves.path(2).asText())));
    }

    private static String changed(String leaf) {
        String text = new String(Base64.getDecoder().decode(leaf), UTF_8);
        return Base64.getEncoder()
                .encodeToString(text.replaceFirst("\"seq\"", "\"sek\"").getBytes(UTF_8));
    }

    @Test
    void aProofForAnotherEntryIsNone() {
        lie = (path, answer) -> {
            if (path.equals("/v1/entries/2")) {
                try {
                    answer.setAll((ObjectNode)
                            server.send("otto", "GET", "/v1/entries/3").body());
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        };
        CommandRun run = verify("--key", key, "--entry", "2");
        assertDamaged(run);
        assertThat(run.out()).contains("the proof for entry 2 is for another entry, 3");
    }

    @Test
    void leavesThatAreWithheldAreFound() {
        lie = (path, answer) -> {
            if (answer.has("leaves")) {
                answer.putArray("leaves");
            }
        };
        assertDamaged(verify("--key", key));
    }

    @Test
    void theKeyIsNeverTheServers() throws Exception {
        CommandRun none = verify();
        assertThat(none.exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(none.err()).contains("--key");
        lie = (path, answer) -> assertThat(path).as("read for nothing").isNotEqualTo("/v1/leaves");
        var other = Ed25519Signer.generate("payments.example.com", new SecureRandom());
        assertDamaged(verify("--key", other.verifierKey().format()));
        assertDamaged(verify("--key", other.verifierKey().format(), "--entry", "2"));
    }

    @Test
    void aRecordThatWasCutIsFoundByTheCheckpointThatWasKept() throws Exception {
        Path kept = folder.resolve("kept");
        String old = server.domain().ledger().newestCheckpoint().note();
        assertThat(verify("--key", key, "--keep", kept).exit()).isEqualTo(ExitCode.FINE);
        assertThat(Files.readString(kept)).isEqualTo(old);
        server.open("clerk", "onboard-vendor");
        server.domain().ledger().checkpoint();
        assertThat(verify("--key", key, "--keep", kept, "--entry", "2").exit()).isEqualTo(ExitCode.FINE);
        String grown = Files.readString(kept);
        assertThat(grown).isNotEqualTo(old);
        lie = (path, answer) -> {
            if (answer.has("checkpoint")) {
                answer.put("checkpoint", old);
            }
        };
        assertDamaged(verify("--key", key, "--keep", kept));
        assertDamaged(verify("--key", key, "--keep", kept, "--entry", "2"));
        assertThat(Files.readString(kept)).as("kept for the next time").isEqualTo(grown);
    }

    @Test
    void aHistoryThatWasRewrittenIsFoundByTheCheckpointThatWasKept() throws Exception {
        Path kept = folder.resolve("kept");
        var signer = Ed25519Signer.generate("payments.example.com", new SecureRandom());
        Checkpoint newest = Checkpoint.parse(
                SignedNote.parse(server.domain().ledger().newestCheckpoint().note())
                        .text());
        // Another history of the same ledger, signed with a key that we know.
        var another = new Checkpoint("payments.example.com", newest.size() - 1, newest.root());
        Files.writeString(kept, another.sign(signer).format());
        lie = (path, answer) -> {
            if (answer.has("checkpoint")) {
                answer.put("checkpoint", newest.sign(signer).format());
            }
            if (answer.has("proof")) {
                ((ObjectNode) answer.path("proof"))
                        .put("checkpoint", newest.sign(signer).format());
            }
        };
        String vkey = signer.verifierKey().format();
        assertThat(verify("--key", vkey).exit()).isEqualTo(ExitCode.FINE);
        assertDamaged(verify("--key", vkey, "--checkpoint", kept));
        CommandRun run = verify("--key", vkey, "--checkpoint", kept, "--entry", "2");
        assertDamaged(run);
        assertThat(run.out()).contains("is not a prefix of");
    }

    @Test
    void aRefusalNamesTheServer() {
        CommandRun run = CommandRun.in(
                new Surroundings(Map.of("INTERLOCK_TOKEN", server.token("clerk")), false),
                "ledger",
                "verify",
                "--key",
                key,
                "--url",
                server.url());
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(run.err()).contains("refused (not-allowed)", "(answered by the server at " + server.url() + ")");
        assertThat(verify("--key", key, "--data", "x").exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(verify("--key", key, "--entry", "zz").exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(CommandRun.of("ledger", "verify", "--entry", "2").exit()).isEqualTo(ExitCode.WRONG_USAGE);
    }

    private static void assertDamaged(CommandRun run) {
        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(run.out()).contains("damaged");
    }
}
