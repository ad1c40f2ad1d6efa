package dev.interlock.bench.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.bench.child.ChildProcess;
import dev.interlock.bench.child.Memory;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.log.LedgerAppend;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.server.app.Upstreams;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.door.mcp.http.McpDoor;
import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.enforce.CallContext;
import dev.interlock.server.enforce.Continuation;
import dev.interlock.server.enforce.Forwarder;
import dev.interlock.server.enforce.ListAnswer;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.http.helidon.Listener;
import dev.interlock.server.http.helidon.RunningListener;
import dev.interlock.server.http.server.RouteTable;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.identity.CallerAuthenticator;
import dev.interlock.server.identity.Callers;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.Upstream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.logging.LogManager;

/**
 * The gateway without what it is for: the listener, the door and the way to the server as they are, and between them a gate
 * that decides nothing and records nothing. What Interlock costs beyond this is the decision and the ledger.
 */
final class Relay {

    private Relay() {}

    public static void main(String[] args) throws Exception {
        ChildProcess.answer(Memory::answer);
        LogManager.getLogManager().reset();
        if (!(ConfigReader.read(Path.of(args[0]), Map.of()) instanceof ConfigOutcome.Loaded loaded)) {
            throw new IllegalStateException("the configuration of the benchmark is wrong");
        }
        ServerConfig config = loaded.config();
        Map<String, Upstream> upstreams = new HashMap<>();
        config.upstreams().values().forEach(one -> upstreams.put(one.name(), Upstreams.open(one, config.limits())));
        var door = new McpDoor(
                DoorSettings.loopback(),
                new CallerAuthenticator(
                        new Callers(config.registry(), List.of(), InstantSource.system())::identify,
                        (problem, where) -> {},
                        "/mcp"),
                new Open(receipt()),
                name -> Optional.ofNullable(upstreams.get(name)),
                new RateLimiter(config.limits().traffic(), System::nanoTime),
                InstantSource.system(),
                new SecureRandom());
        RunningListener web = Listener.of(config.limits().requestBytes())
                .start(config.listen(), new RouteTable(door.routes()), InstantSource.system());
        System.out.println("listens on http://127.0.0.1:" + web.port());
    }

    /** Of an entry in a ledger that nobody looks at: nothing is forwarded without a receipt, not even here. */
    private static Receipt receipt() throws Exception {
        Ledger ledger = Ledger.open(
                        new MemoryStore(),
                        Ed25519Signer.generate("bench.example/relay", new SecureRandom()),
                        System::currentTimeMillis,
                        CheckpointPolicy.DEFAULT)
                .orThrow();
        return switch (ledger.append(List.of(new Entry(new byte[] {1})))) {
            case LedgerAppend.Committed committed -> committed.receipts().getFirst();
            case LedgerAppend.Conflict conflict -> throw new IllegalStateException("nobody else writes");
        };
    }

    /** Lets everything through. Never anywhere but here. */
    private record Open(Receipt receipt) implements ToolGate {

        @Override
        public ListAnswer list(
                AuthenticatedCaller caller, Optional<String> task, String server, List<ObjectNode> tools) {
            return new ListAnswer.Tools(tools);
        }

        @Override
        public boolean gives(
                AuthenticatedCaller caller,
                Optional<String> task,
                String server,
                String entry,
                List<ObjectNode> texts) {
            return true;
        }

        @Override
        public boolean asksWhatIsRead() {
            return false;
        }

        @Override
        public CallAnswer call(AuthenticatedCaller caller, CallContext call, Forwarder forwarder) {
            return CallAnswer.of(
                    forwarder.forward(receipt, Continuation.none()), JsonNodeFactory.instance.objectNode());
        }

        @Override
        public boolean mayAsk(CallContext call, String kind) {
            return true;
        }

        @Override
        public boolean inspects(CallContext call) {
            return false;
        }

        @Override
        public boolean mayShow(CallContext call, ObjectNode question) {
            return true;
        }

        @Override
        public OptionalInt approvals(String holdId) {
            return OptionalInt.empty();
        }

        @Override
        public String listVersion() {
            return "";
        }

        @Override
        public void refusedAtDoor(AuthenticatedCaller caller, String server, Optional<String> method, RpcError error) {}
    }
}
