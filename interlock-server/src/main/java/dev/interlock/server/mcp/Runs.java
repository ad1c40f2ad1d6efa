package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.Era;
import dev.interlock.server.mcp.wire.ErrorCode;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The requests of the modern era that can be asked something, and those of them that wait for an answer: so many in all and of
 * each agent, and for so long. What a caller gets to hold of one is sealed. Thread-safe.
 */
final class Runs {
    private static final String PURPOSE = "run";
    private static final String TASK = "task";

    private final DoorSettings.Waiting bounds;
    private final Seal seal;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Run> parked = new HashMap<>(); // guarded by lock
    private final Map<String, Integer> ofAgent = new HashMap<>(); // guarded by lock
    /** Tasks of callers, oldest first. */
    private final Map<String, Run> tasks = new LinkedHashMap<>(); // guarded by lock

    /** Those that wait for the approval of a held call. */
    private final Set<Run> held = ConcurrentHashMap.newKeySet();

    private volatile boolean closing;

    Runs(DoorSettings.Waiting bounds, Seal seal, InstantSource clock, RandomGenerator random) {
        this.bounds = bounds;
        this.seal = seal;
        this.clock = clock;
        this.random = random;
    }

    /** Begins a request, and waits until it asks something or is done. */
    Said start(
            Run.About about,
            Wants wants,
            Outlet outlet,
            Map<String, Message.Answer> ahead,
            Function<CallerSide, Said> work) {
        byte[] id = new byte[16];
        lock.lock();
        try {
            random.nextBytes(id);
        } finally {
            lock.unlock();
        }
        return new Run(this, HexFormat.of().formatHex(id), about, wants, ahead).start(outlet, work);
    }

    /** Goes on with a request that has asked something. */
    Said resume(Run.About about, Wants wants, Outlet outlet, String state, Map<String, Message.Answer> answers) {
        return seal.open(state, sealed(about))
                .flatMap(handle -> resumed(handle, about, wants, outlet, answers))
                .orElseGet(() -> Said.failed(
                        ErrorCode.INVALID_PARAMS,
                        "`params." + Inputs.STATE
                                + "` is none that waits for an answer to this very request: it may be of another"
                                + " request, answered, or too old; send the request again without it and without `"
                                + Inputs.RESPONSES + "`"));
    }

    private Optional<Said> resumed(
            String handle, Run.About about, Wants wants, Outlet outlet, Map<String, Message.Answer> answers) {
        int dot = handle.indexOf('.');
        Run run;
        lock.lock();
        try {
            run = parked.get(handle.substring(0, dot));
        } finally {
            lock.unlock();
        }
        return run == null || !run.about().equals(about)
                ? Optional.empty()
                : run.resume(Integer.parseInt(handle.substring(dot + 1)), answers, wants, outlet);
    }

    /** What a caller brings back with its answers: good for one round of one request. */
    String state(Run run, int round) {
        return seal.seal(run.id() + "." + round, sealed(run.about()));
    }

    private static List<String> sealed(Run.About about) {
        return List.of(
                PURPOSE,
                about.caller(),
                about.server(),
                about.method(),
                about.task().orElse(""));
    }

    static Said inputRequired(OpenQuestions questions, String state) {
        ObjectNode result = Json.object().put("resultType", "input_required");
        result.set("inputRequests", questions.requests());
        return said(result.put(Inputs.STATE, state));
    }

    static Said said(ObjectNode result) {
        return new Said.Result(Answers.inEra(result, Era.MODERN));
    }

    Duration patience() {
        return bounds.patience();
    }

    /** From now on it hears when somebody answers a hold. */
    void waitsForApproval(Run run) {
        held.add(run);
    }

    void waitsNoLonger(Run run) {
        held.remove(run);
    }

    /** Somebody answered a hold: whoever waits for an approval looks whether it is its own. Returns at once. */
    void answered() {
        if (!held.isEmpty()) {
            Thread.ofVirtual().name("answered").start(() -> held.forEach(Run::lookAgain));
        }
    }

    /** How often it is looked whether a hold was approved or has ended, beside. */
    Duration interval() {
        return bounds.silence();
    }

    Instant now() {
        return clock.instant();
    }

    boolean closing() {
        return closing;
    }

    /** Whether it may wait for its caller. */
    boolean park(Run run) {
        lock.lock();
        try {
            int own = ofAgent.getOrDefault(run.about().agent(), 0);
            if (closing || parked.size() >= bounds.most() || own >= bounds.mostOfAgent()) {
                return false;
            }
            parked.put(run.id(), run);
            ofAgent.put(run.about().agent(), own + 1);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void unpark(Run run) {
        lock.lock();
        try {
            if (parked.remove(run.id()) != null) {
                ofAgent.computeIfPresent(run.about().agent(), (agent, own) -> own == 1 ? null : own - 1);
            }
        } finally {
            lock.unlock();
        }
    }

    // --- tasks

    /** What a caller names the task by. */
    String taskId(Run run) {
        Run.About about = run.about();
        return seal.seal(run.id(), ofTask(about.caller(), about.server(), about.task()));
    }

    private static List<String> ofTask(String caller, String server, Optional<String> task) {
        return List.of(TASK, caller, server, task.orElse(""));
    }

    /** The caller's own task of this name. */
    Optional<Run> task(String id, String caller, String server, Optional<String> task) {
        Optional<String> own = seal.open(id, ofTask(caller, server, task));
        lock.lock();
        try {
            return own.map(tasks::get).filter(run -> !run.isOver(now()));
        } finally {
            lock.unlock();
        }
    }

    /** Whether it may be a task of its caller. */
    boolean keep(Run run) {
        makeRoom(run);
        lock.lock();
        try {
            if (closing
                    || tasks.size() >= bounds.most()
                    || tasksOf(run.about().agent()).size() >= bounds.mostOfAgent()) {
                return false;
            }
            tasks.put(run.id(), run);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** It is none. */
    void drop(Run run) {
        lock.lock();
        try {
            tasks.remove(run.id());
        } finally {
            lock.unlock();
        }
    }

    /** With the lock. */
    private List<Run> tasksOf(String agent) {
        return tasks.values().stream()
                .filter(run -> run.about().agent().equals(agent))
                .toList();
    }

    /** Forgets what is over, and of who has too many the oldest whose end is known. */
    private void makeRoom(Run added) {
        List<Run> all;
        List<Run> own;
        lock.lock();
        try {
            all = List.copyOf(tasks.values());
            own = tasksOf(added.about().agent());
        } finally {
            lock.unlock();
        }
        Instant now = now();
        all.stream().filter(run -> run.isOver(now)).forEach(this::forget);
        if (own.size() >= bounds.mostOfAgent()) {
            own.stream().filter(Run::isKnown).findFirst().ifPresent(this::forget);
        }
    }

    private void forget(Run run) {
        drop(run);
        run.giveUp("its time is over");
    }

    /** Nobody is waited for any longer. */
    void close() {
        List<Run> waiting;
        closing = true;
        lock.lock();
        try {
            waiting = Stream.concat(parked.values().stream(), tasks.values().stream())
                    .toList();
        } finally {
            lock.unlock();
        }
        waiting.forEach(Run::signal);
    }
}
