package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.State;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import dev.interlock.server.credential.broker.Broker;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.FaultyStore;
import dev.interlock.server.domain.FaultyStore.Fate;
import dev.interlock.server.domain.Rig;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.upstream.CallOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/** A gate on a real domain, over a store that can be told to fail. */
final class Stage implements AutoCloseable {
    /** Of an answer that lies in a file, in bytes. */
    static final long LOOKED_AT = 3 << 20;

    final AtomicLong clock = new AtomicLong(1_000_000);
    final FaultyStore store = new FaultyStore();
    final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor();
    final Policy policy;
    private final Ed25519Signer signer = Ed25519Signer.generate("example.com/gate", new SecureRandom());
    Domain domain;
    OutcomeRecorder outcomes;
    ToolGate gate;

    Stage(PolicyBundle.Compiled bundle) throws Exception {
        policy = Policy.of(bundle);
        open();
    }

    private void open() throws IOException {
        domain = Rig.open(store, store, signer, policy.bundle(), clock);
        outcomes = new OutcomeRecorder(domain, retries, LOOKED_AT);
        gate = new Enforcer(domain, () -> policy).forwarding(outcomes, new Broker(domain, List.of(), Map.of()));
    }

    /** Closes the domain and opens it again on what is stored, behind a gate that has seen nothing. */
    void restart() throws IOException {
        domain.close();
        store.reopen();
        open();
    }

    /** @param bundle of one file */
    static Stage of(String bundle) throws Exception {
        var tree = new MemoryTree(Map.of("interlock.yaml", bundle.getBytes(StandardCharsets.UTF_8)));
        return new Stage((PolicyBundle.Compiled) PolicyBundle.load(tree));
    }

    static Caller agent(String name, String owner, String intent) {
        return caller(name, false, owner, intent);
    }

    static Caller person(String name, String owner, String intent) {
        return caller(name, true, owner, intent);
    }

    private static Caller caller(String name, boolean person, String owner, String intent) {
        return new Caller(
                name,
                "token-" + name,
                person,
                !person,
                new TreeMap<>(Map.of("owner", AttributeValue.known(owner))),
                new TreeSet<>(),
                Optional.of(intent));
    }

    static ObjectNode json(String text) {
        return (ObjectNode) ((JsonReader.Outcome.Value)
                        new JsonReader(JsonLimits.requests()).read(text.getBytes(StandardCharsets.UTF_8)))
                .tree();
    }

    List<Event> events() throws IOException {
        var _ = domain.query(State::nextSeq); // what was answered ahead of the disk is durable after that
        List<Event> events = new ArrayList<>();
        domain.history().scan(0, domain.ledger().size(), (Recorded r) -> events.add(r.event()));
        return events;
    }

    /** The event of this kind that was recorded last. */
    <T extends Event> T last(Class<T> kind) throws IOException {
        return events().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList()
                .getLast();
    }

    /** A call of an agent that names no task. */
    static CallContext context(String server, String tool, String arguments) {
        return new CallContext(
                server, tool, json(arguments), Optional.empty(), Optional.empty(), Revision.modern(), Optional.empty());
    }

    /** A tool's answer as text, and as a structure where that is not empty. */
    static CallOutcome result(String text, String structured, boolean isError) {
        ObjectNode result = Json.object().put("isError", isError);
        result.putArray("content").addObject().put("type", "text").put("text", text);
        if (!structured.isEmpty()) {
            result.set("structuredContent", json(structured));
        }
        return new CallOutcome.Result(result, isError);
    }

    @Override
    public void close() throws IOException {
        store.all(Fate.WELL);
        retries.shutdownNow();
        domain.close();
    }
}
