package dev.interlock.bench.console;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;

/**
 * A month at work, written into the data folder by the engine and the ledger themselves, without a door, as that many calls would take an
 * hour. Some of what pages show is long: an agent that made a tenth of all calls, a record that was written again and again, a task with
 * thousands of calls, a rule that stopped many; and tasks and holds that are open at the end.
 */
final class History {

    private static final Duration MONTH = Duration.ofDays(30);
    private static final int BATCH = 1000;
    private static final int RECORDS = 20_000;
    private static final Settlement SUCCEEDED = new Settlement.Succeeded(List.of());

    /** The number of the agent with the long history. */
    static final int BUSY_AGENT = 7;
    /** The record with the long life. */
    static final String BUSY_RECORD = "R-0";

    private final PolicyBundle.Compiled bundle;
    private final State state;
    private final Ledger ledger;
    private final LeafWriter leaves;
    private final List<Caller> agents;
    private final Caller approver;
    private final List<Entry> batch = new ArrayList<>();
    private final Random random = new Random(18);
    private final double step;
    private double now;
    private long denied;
    private long permitted;
    private long held;
    private long longTask;
    private long lastTask;

    /**
     * The size of a history.
     *
     * @param live tasks that are open at the end
     * @param holds that wait at the end
     * @param longTask calls of one of the tasks
     */
    record Size(int entries, int live, int holds, int longTask) {}

    /** Numbers by which pages of the history are found: each is the latest of its kind. */
    record Ids(long entries, long denied, long permitted, long held, long longTask, long lastTask) {}

    private History(
            PolicyBundle.Compiled bundle,
            Ledger ledger,
            LeafWriter leaves,
            List<Caller> agents,
            Caller approver,
            int entries) {
        this.bundle = bundle;
        this.state = State.empty(bundle.engine());
        this.ledger = ledger;
        this.leaves = leaves;
        this.agents = agents;
        this.approver = approver;
        this.now = System.currentTimeMillis() - MONTH.toMillis();
        this.step = (double) MONTH.toMillis() / entries;
    }

    /** Writes the data folder of a server that does not run, and has none yet. */
    static Ids write(Site site, Size size) throws IOException {
        if (!(ConfigReader.read(site.config(), Map.of()) instanceof ConfigOutcome.Loaded loaded)
                || !(PolicyBundle.load(loaded.config().bundle()) instanceof PolicyBundle.Compiled bundle)) {
            throw new IllegalStateException("the configuration of the benchmark is wrong");
        }
        ServerConfig config = loaded.config();
        Path data = config.data();
        SqliteStore store = SqliteStore.open(data);
        Ledger opened = Ledger.open(
                        store,
                        SigningKeyFile.loadOrCreate(data, config.domain(), new SecureRandom()),
                        System::currentTimeMillis,
                        CheckpointPolicy.DEFAULT)
                .orThrow();
        try (Ledger ledger = opened) {
            var leaves = new LeafWriter(store, Salts.random());
            leaves.load();
            var agents = new ArrayList<Caller>();
            for (int i = 0; i < Site.AGENTS; i++) {
                agents.add(config.registry().holding(site.token(i)).orElseThrow());
            }
            Caller approver = config.registry().holding(site.approver()).orElseThrow();
            var history = new History(bundle, ledger, leaves, agents, approver, size.entries());
            history.play(size);
            history.keep(store);
            return history.ids();
        }
    }

    private Ids ids() {
        return new Ids(state.nextSeq(), denied, permitted, held, longTask, lastTask);
    }

    private void play(Size size) throws IOException {
        record(new Event.BundleActivated(bundle.engine().name(), bundle.engine().digest(), "bench"));
        // What is left for the end: a live task is opened and has a call, which is settled; a hold is asked for.
        long closed = size.entries() - 3L * size.live() - size.holds() - 2L * size.longTask();
        while (state.nextSeq() < closed) {
            round();
        }
        longTask = open(BUSY_AGENT);
        for (int i = 0; i < size.longTask(); i++) {
            call(BUSY_AGENT, longTask, "write", someRecord());
        }
        for (int i = 0; i < size.live(); i++) {
            int agent = i % agents.size();
            long task = open(agent);
            call(agent, task, "write", someRecord());
            if (i < size.holds()) {
                call(agent, task, "pay", someRecord());
            }
        }
        append();
    }

    /** A task that is opened, worked on and closed. */
    private void round() throws IOException {
        int agent = random.nextInt(10) == 0 ? BUSY_AGENT : random.nextInt(agents.size());
        long task = open(agent);
        String record = someRecord();
        call(agent, task, "write", record);
        switch (random.nextInt(8)) {
            case 0 -> call(agent, task, "approve", record); // denied, as the same owner wrote
            case 1 -> call(agent, task, "approve", someRecord());
            case 2 -> pay(agent, task);
            default -> call(agent, task, "write", someRecord());
        }
        done(new Command.EndTask(task, agents.get(agent), EndReason.CLOSED));
    }

    private void pay(int agent, long task) throws IOException {
        String record = someRecord();
        if (call(agent, task, "pay", record) instanceof Answer.Hold hold) {
            done(new Command.AnswerHold(hold.hold(), approver, true, "as agreed").confirmedWith(hold.code()));
            call(agent, task, "pay", record);
        }
    }

    private String someRecord() {
        return random.nextInt(20) == 0 ? BUSY_RECORD : "R-" + random.nextInt(RECORDS);
    }

    private long open(int agent) throws IOException {
        Caller caller = agents.get(agent);
        String instruction =
                "Keep the records in order, as agreed with the owners of the accounts on the first of the month";
        lastTask = done(new Command.OpenTask(
                caller,
                OptionalLong.empty(),
                caller,
                Site.INTENT,
                Digests.sha256(instruction),
                instruction,
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty()));
        return lastTask;
    }

    /** Decides a call, and lets it succeed where it is permitted. */
    private Answer call(int agent, long task, String tool, String record) throws IOException {
        Answer answer = ask(new Command.DecideCall(agents.get(agent), OptionalLong.of(task), facts(tool, record)));
        switch (answer) {
            case Answer.Permit permit -> {
                permitted = permit.call();
                done(new Command.SettleCall(permit.call(), SUCCEEDED));
            }
            case Answer.Hold hold -> held = hold.hold();
            case Answer.Deny deny -> denied = deny.call();
            case Answer.Done _, Answer.Refused _ -> throw new IllegalStateException("no verdict: " + answer);
        }
        return answer;
    }

    private CallFacts facts(String tool, String record) {
        Map<String, Object> arguments = Map.of(
                "path",
                Map.of("id", record),
                "body",
                Map.of("text", "entry " + random.nextInt(1000) + " of the books"));
        try {
            return bundle.catalog()
                    .facts(Site.SERVER, tool, arguments, Digests.sha256(CanonicalJson.canonicalize(arguments)));
        } catch (UnencodableException e) {
            throw new IllegalStateException(e);
        }
    }

    private long done(Command command) throws IOException {
        Answer answer = ask(command);
        if (answer instanceof Answer.Done done) {
            return done.number();
        }
        throw new IllegalStateException("a step of the history was not done: " + answer);
    }

    private Answer ask(Command command) throws IOException {
        now = Math.min(now + step, System.currentTimeMillis());
        Decision decision = Decider.decide(state, command, (long) now);
        for (Event event : decision.events()) {
            record(event);
        }
        return decision.answer();
    }

    private void record(Event event) throws IOException {
        var recorded = new Recorded(state.nextSeq(), (long) now, bundle.engine().digest(), event);
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
