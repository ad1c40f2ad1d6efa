package dev.interlock.bench.gateway;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
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
 * The history of a server that has worked for a while: its data folder is written by the engine and the ledger themselves, without
 * a door, as that many calls would take an hour. The server goes on with it as with any other.
 */
final class History {

    /** Each call on a vendor and an account of its own is remembered by two rules, one for each of them. */
    private static final int BINDINGS_PER_CALL = 2;

    private static final int BATCH = 1000;
    private static final long FIRST_VENDOR = 1_000_000_000;
    private static final Settlement SUCCEEDED = new Settlement.Succeeded(List.of());

    private final PolicyBundle.Compiled bundle;
    private final State state;
    private final Ledger ledger;
    private final LeafWriter leaves;
    private final List<Entry> batch = new ArrayList<>();

    private History(PolicyBundle.Compiled bundle, Ledger ledger, LeafWriter leaves) {
        this.bundle = bundle;
        this.state = State.empty(bundle.engine());
        this.ledger = ledger;
        this.leaves = leaves;
    }

    /** Writes the data folder of a server that does not run, and has none yet. */
    static void write(Stage stage, int bindings) throws IOException {
        if (!(ConfigReader.read(Path.of(stage.config()), Map.of()) instanceof ConfigOutcome.Loaded loaded)
                || !(PolicyBundle.load(loaded.config().bundle()) instanceof PolicyBundle.Compiled bundle)) {
            throw new IllegalStateException("the configuration of the benchmark is wrong");
        }
        ServerConfig config = loaded.config();
        SqliteStore store = SqliteStore.open(config.data());
        Ledger opened = Ledger.open(
                        store,
                        SigningKeyFile.loadOrCreate(config.data(), config.domain(), new SecureRandom()),
                        System::currentTimeMillis,
                        CheckpointPolicy.DEFAULT)
                .orThrow();
        try (Ledger ledger = opened) {
            var leaves = new LeafWriter(store, Salts.random());
            leaves.load();
            var history = new History(bundle, ledger, leaves);
            List<Caller> agents = new ArrayList<>();
            for (int i = 0; i < Stage.AGENTS; i++) {
                agents.add(config.registry().holding(stage.token(i)).orElseThrow());
            }
            history.calls(agents, bindings / BINDINGS_PER_CALL);
            history.keep(store);
        }
    }

    private void calls(List<Caller> agents, int calls) throws IOException {
        record(new Event.BundleActivated(bundle.engine().name(), bundle.engine().digest(), "bench"));
        List<Long> tasks = new ArrayList<>();
        for (Caller agent : agents) {
            tasks.add(open(agent));
        }
        for (int i = 0; i < calls; i++) {
            int agent = i % agents.size();
            var decide = new Command.DecideCall(agents.get(agent), OptionalLong.of(tasks.get(agent)), facts(i));
            if (!(ask(decide) instanceof Answer.Permit permit)) {
                throw new IllegalStateException("a call of the history was not permitted");
            }
            ask(new Command.SettleCall(permit.call(), SUCCEEDED));
        }
        for (int i = 0; i < agents.size(); i++) {
            ask(new Command.EndTask(tasks.get(i), agents.get(i), EndReason.CLOSED));
        }
        append();
    }

    private long open(Caller agent) throws IOException {
        var open = new Command.OpenTask(
                agent,
                OptionalLong.empty(),
                agent,
                "keep-vendors",
                Digests.sha256("Keep them right"),
                "Keep them right",
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty());
        if (!(ask(open) instanceof Answer.Done task)) {
            throw new IllegalStateException("no task was opened");
        }
        return task.number();
    }

    /** The facts of a call on a vendor with an account that nobody has called on before. */
    private CallFacts facts(int call) {
        long number = FIRST_VENDOR + call;
        Map<String, String> arguments =
                Map.of("vendor_id", "V-" + number, "name", "Acme Trading and Shipping", "iban", "DE89" + number);
        try {
            return bundle.catalog()
                    .facts(
                            Stage.server(0),
                            "edit_vendor",
                            arguments,
                            Digests.sha256(CanonicalJson.canonicalize(arguments)));
        } catch (UnencodableException e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer ask(Command command) throws IOException {
        Decision decision = Decider.decide(state, command, System.currentTimeMillis());
        for (Event event : decision.events()) {
            record(event);
        }
        return decision.answer();
    }

    private void record(Event event) throws IOException {
        var recorded = new Recorded(
                state.nextSeq(), System.currentTimeMillis(), bundle.engine().digest(), event);
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

    private void keep(SqliteStore store) throws IOException {
        var snapshot = new Snapshot(
                state.nextSeq(),
                ledger.root(),
                bundle.engine().digest(),
                StateSnapshot.VERSION,
                StateSnapshot.write(state));
        store.snapshots().putSnapshot(snapshot);
        record(new LedgerEvent.SnapshotTaken(snapshot.size(), snapshot.digest()));
        append();
        ledger.checkpoint();
    }
}
