package dev.interlock.bench.history;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.commitment.Salts;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.json.UnencodableException;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.log.LedgerAppend;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.domain.LeafWriter;
import dev.interlock.server.enforce.Digests;
import dev.interlock.server.store.ContentFile;
import dev.interlock.server.store.SigningKeyFile;
import dev.interlock.server.store.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Writes the data folder of a server that does not run, and has none yet: the engine and the ledger themselves do, without a door, as that
 * many calls would take an hour. The server goes on with it as with any other. Used by one thread.
 */
public final class HistoryWriter implements AutoCloseable {

    private static final int BATCH = 1000;

    private final ServerConfig config;
    private final PolicyBundle.Compiled bundle;
    private final SqliteStore store;
    private final Ledger ledger;
    private final LeafWriter leaves;
    private final State state;
    private final List<Entry> batch = new ArrayList<>();

    private HistoryWriter(
            ServerConfig config, PolicyBundle.Compiled bundle, SqliteStore store, Ledger ledger, LeafWriter leaves) {
        this.config = config;
        this.bundle = bundle;
        this.store = store;
        this.ledger = ledger;
        this.leaves = leaves;
        this.state = State.empty(bundle.engine());
    }

    /**
     * Begins with the bundle in force.
     *
     * @param file the configuration of the server
     */
    public static HistoryWriter begin(Path file, long nowMillis) throws IOException {
        if (!(ConfigReader.read(file, Map.of()) instanceof ConfigOutcome.Loaded loaded)
                || !(PolicyBundle.load(loaded.config().bundle()) instanceof PolicyBundle.Compiled bundle)) {
            throw new IllegalStateException("the configuration of the benchmark is wrong");
        }
        ServerConfig config = loaded.config();
        SqliteStore store = SqliteStore.open(config.data());
        ContentFile.open(config.data(), new SecureRandom(), false).close(); // nobody has read anything
        Ledger ledger = Ledger.open(
                        store,
                        SigningKeyFile.loadOrCreate(config.data(), config.domain(), new SecureRandom()),
                        System::currentTimeMillis,
                        CheckpointPolicy.DEFAULT)
                .orThrow();
        var leaves = new LeafWriter(store, Salts.random());
        leaves.load();
        var writer = new HistoryWriter(config, bundle, store, ledger, leaves);
        writer.record(
                new Event.BundleActivated(
                        bundle.engine().name(), bundle.engine().digest(), "bench"),
                nowMillis);
        return writer;
    }

    /** Returns the agent or person of the configuration who has this token. */
    public Caller holding(String token) {
        return config.registry().holding(token).orElseThrow();
    }

    /** The number of entries. */
    public long size() {
        return state.nextSeq();
    }

    public CallFacts facts(String server, String tool, Map<String, ?> arguments) {
        try {
            return bundle.catalog()
                    .facts(server, tool, arguments, Digests.sha256(CanonicalJson.canonicalize(arguments)));
        } catch (UnencodableException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Has an agent open a task of its own; returns its number. */
    public long open(Caller agent, String intent, String instruction, long nowMillis) throws IOException {
        return done(
                new Command.OpenTask(
                        agent,
                        OptionalLong.empty(),
                        agent,
                        intent,
                        Digests.sha256(instruction),
                        instruction,
                        List.of(),
                        OptionalLong.empty(),
                        OptionalInt.empty()),
                nowMillis);
    }

    /** Does what has to succeed; returns the number that it was given. */
    public long done(Command command, long nowMillis) throws IOException {
        Answer answer = ask(command, nowMillis);
        if (answer instanceof Answer.Done done) {
            return done.number();
        }
        throw new IllegalStateException("a step of the history was not carried out: " + answer);
    }

    /** Decides a command, and records what comes of it. */
    public Answer ask(Command command, long nowMillis) throws IOException {
        Decision decision = Decider.decide(state, command, nowMillis);
        for (Event event : decision.events()) {
            record(event, nowMillis);
        }
        return decision.answer();
    }

    private void record(Event event, long nowMillis) throws IOException {
        var recorded = new Recorded(state.nextSeq(), nowMillis, bundle.engine().digest(), event);
        batch.add(leaves.entry(recorded));
        state.apply(recorded);
        if (batch.size() == BATCH) {
            append();
        }
    }

    private void append() throws IOException {
        if (!batch.isEmpty() && ledger.append(batch, leaves.fresh()) instanceof LedgerAppend.Conflict) {
            throw new IllegalStateException("nobody else writes");
        }
        leaves.committed();
        batch.clear();
    }

    /** Writes what is left, and a snapshot of it all, from which a server starts at once. */
    public void finish(long nowMillis) throws IOException {
        append();
        var snapshot = new Snapshot(
                state.nextSeq(),
                ledger.root(),
                bundle.engine().digest(),
                StateSnapshot.VERSION,
                StateSnapshot.write(state));
        store.snapshots().putSnapshot(snapshot);
        record(new LedgerEvent.SnapshotTaken(snapshot.size(), snapshot.digest()), nowMillis);
        append();
        ledger.checkpoint();
    }

    @Override
    public void close() throws IOException {
        ledger.close();
    }
}
