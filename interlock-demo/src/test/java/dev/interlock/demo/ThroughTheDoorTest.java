package dev.interlock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.Answer.Kind;
import dev.interlock.demo.erp.Books;
import dev.interlock.demo.erp.ErpServer;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.log.LedgerAppend;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.mcp.http.McpDoor;
import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.enforce.CallContext;
import dev.interlock.server.enforce.Continuation;
import dev.interlock.server.enforce.Forwarder;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.OpenGate;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.http.helidon.Listener;
import dev.interlock.server.http.helidon.RunningListener;
import dev.interlock.server.http.server.RouteTable;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.identity.Authentication;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.mcp.McpUpstream;
import dev.interlock.server.upstream.stdio.JavaCommand;
import dev.interlock.server.upstream.stdio.StdioSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An agent's process, the real door with canned decisions, and the ERP's process behind it. */
class ThroughTheDoorTest {
    @TempDir
    Path folder;

    private final Queue<String> tasks = new ConcurrentLinkedQueue<>();
    private Ledger ledger;
    private McpUpstream erp;
    private McpDoor door;
    private RunningListener server;
    private AgentProcess agent;

    @BeforeEach
    void start() throws Exception {
        ledger = Ledger.open(
                        new MemoryStore(),
                        Ed25519Signer.generate("example.com/door", new SecureRandom()),
                        () -> 0,
                        new CheckpointPolicy(100, 1000))
                .orThrow();
        erp = McpUpstream.stdio(
                "erp",
                StdioSettings.of(JavaCommand.of(ErpServer.class, "--db", db().toString())),
                EraChoice.AUTO,
                Patient.TIMING,
                System::nanoTime);
        door = new McpDoor(
                DoorSettings.loopback(),
                presented -> presented
                        .headers()
                        .first("authorization")
                        .filter("Bearer secret-of-the-clerk"::equals)
                        .<Authentication>map(
                                known -> new Authentication.Known(Gateway.caller("clerk"), Optional.empty(), Map.of()))
                        .orElseGet(() -> Authenticator.unknown(presented)),
                new Canned(),
                name -> name.equals("erp") ? Optional.of(erp) : Optional.empty(),
                InstantSource.system(),
                new Random(7));
        server = Listener.of(JsonLimits.requests().maxBytes())
                .start(new Listen("127.0.0.1", 0), new RouteTable(door.routes()), Optional.empty());
        agent = AgentProcess.start("clerk", "secret-of-the-clerk");
    }

    @AfterEach
    void stop() throws Exception {
        agent.close();
        server.stop();
        door.close();
        erp.close();
    }

    private Path db() {
        return folder.resolve("erp.db");
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.port() + "/mcp/erp");
    }

    @ParameterizedTest
    @EnumSource
    void decisionsReachTheAgentAndOnlyPermittedCallsTheErp(AgentProcess.Speaks era) throws Exception {
        agent.connect(endpoint(), era, Optional.of("t-1"));
        assertThat(agent.tools()).hasSize(12);
        ObjectNode vendor = Json.object().put("name", "Acme").put("iban", "DE89370400440532013000");

        Answer done = agent.call("create_vendor", vendor);
        assertThat(done.kind()).isEqualTo(Kind.DONE);
        assertThat(done.given("vendor_id")).isEqualTo("V-1001");
        assertThat(done.decision().path("call").asText()).isEqualTo("c-1");

        Answer failed = agent.call("get_vendor", Json.object().put("vendor_id", "V-1"));
        assertThat(failed.kind()).isEqualTo(Kind.FAILED);

        Answer denied = agent.call("release_payment", vendor);
        assertThat(denied.kind()).isEqualTo(Kind.DENIED);
        assertThat(denied.code()).contains("CONFLICT");
        assertThat(denied.text()).contains("whoever creates a vendor does not pay it");

        Answer held = agent.call("edit_vendor", vendor);
        assertThat(held.kind()).isEqualTo(Kind.HELD);
        assertThat(held.hold()).contains("h-3");

        List<Answer> together = agent.parallel(List.of(
                new AgentProcess.Call("create_vendor", vendor), new AgentProcess.Call("release_payment", vendor)));
        assertThat(together).extracting(Answer::kind).containsExactly(Kind.DONE, Kind.DENIED);
        assertThat(tasks).hasSize(6).containsOnly("t-1");
        assertThat(Books.journal(db())).containsExactly("create_vendor V-1001", "create_vendor V-1002");
    }

    /** Denies releases, holds edits, and lets the rest pass. */
    private final class Canned extends OpenGate {
        @Override
        public CallAnswer call(AuthenticatedCaller caller, CallContext call, Forwarder forwarder) {
            tasks.add(call.task().orElse("none"));
            return switch (call.tool()) {
                case "release_payment" ->
                    new CallAnswer.Denied("CONFLICT", "whoever creates a vendor does not pay it.", details());
                case "edit_vendor" -> new CallAnswer.Held("h-3", "an independent person must approve", details());
                default ->
                    switch (forwarder.forward(receipt(call.tool()), Continuation.none())) {
                        case CallOutcome.Result result -> new CallAnswer.Relayed(result.result(), details());
                        case CallOutcome.RefusedBeforeEffect refused ->
                            new CallAnswer.NotDone(refused.code(), refused.message(), refused.error(), details());
                        case CallOutcome.NoContent none -> throw new AssertionError(none.forCaller());
                        case CallOutcome.Unknown unknown -> new CallAnswer.Uncertain(unknown.reason(), details());
                    };
            };
        }

        /** One of a real ledger: nobody else can make one. */
        private synchronized Receipt receipt(String tool) {
            try {
                List<Entry> entry = List.of(new Entry(tool.getBytes(StandardCharsets.UTF_8)));
                return ((LedgerAppend.Committed) ledger.append(entry))
                        .receipts()
                        .getFirst();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private ObjectNode details() {
            return Json.object().put("call", "c-1");
        }
    }
}
