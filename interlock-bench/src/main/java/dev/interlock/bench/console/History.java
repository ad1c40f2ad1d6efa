package dev.interlock.bench.console;

import dev.interlock.bench.history.HistoryWriter;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

/**
 * A month at work. Some of what pages show is long: an agent that made a tenth of all calls, a record that was written again and again, a task with
 * thousands of calls, a rule that stopped many; and tasks and holds that are open at the end.
 */
final class History {

    private static final Duration MONTH = Duration.ofDays(30);
    private static final int RECORDS = 20_000;
    private static final Settlement SUCCEEDED = new Settlement.Succeeded(List.of());

    /** The number of the agent with the long history. */
    static final int BUSY_AGENT = 7;
    /** The record with the long life. */
    static final String BUSY_RECORD = "R-0";

    private final HistoryWriter writer;
    private final List<Caller> agents;
    private final Caller approver;
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

    private History(HistoryWriter writer, List<Caller> agents, Caller approver, long began, int entries) {
        this.writer = writer;
        this.agents = agents;
        this.approver = approver;
        this.now = began;
        this.step = (double) MONTH.toMillis() / entries;
    }

    /** Writes the data folder of a server that does not run, and has none yet. */
    static Ids write(Site site, Size size) throws IOException {
        long began = System.currentTimeMillis() - MONTH.toMillis();
        try (var writer = HistoryWriter.begin(site.config(), began)) {
            var agents = new ArrayList<Caller>();
            for (int i = 0; i < Site.AGENTS; i++) {
                agents.add(writer.holding(site.token(i)));
            }
            var history = new History(writer, agents, writer.holding(site.approver()), began, size.entries());
            history.play(size);
            writer.finish((long) history.now);
            return history.ids();
        }
    }

    private Ids ids() {
        return new Ids(writer.size(), denied, permitted, held, longTask, lastTask);
    }

    private void play(Size size) throws IOException {
        // What is left for the end: a live task is opened and has a call, which is settled; a hold is asked for.
        long closed = size.entries() - 3L * size.live() - size.holds() - 2L * size.longTask();
        while (writer.size() < closed) {
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
        String instruction =
                "Keep the records in order, as agreed with the owners of the accounts on the first of the month";
        lastTask = writer.open(agents.get(agent), Site.INTENT, instruction, later());
        return lastTask;
    }

    /** Decides a call, and lets it succeed where it is permitted. */
    private Answer call(int agent, long task, String tool, String record) throws IOException {
        Answer answer = writer.ask(
                new Command.DecideCall(agents.get(agent), OptionalLong.of(task), facts(tool, record)), later());
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
        return writer.facts(
                Site.SERVER,
                tool,
                Map.of(
                        "path",
                        Map.of("id", record),
                        "body",
                        Map.of("text", "entry " + random.nextInt(1000) + " of the books")));
    }

    private void done(Command command) throws IOException {
        var unused = writer.done(command, later());
    }

    /** The time of the next step: none is after the present. */
    private long later() {
        now = Math.min(now + step, System.currentTimeMillis());
        return (long) now;
    }
}
