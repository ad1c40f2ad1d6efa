package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.Era;
import dev.interlock.server.mcp.wire.ErrorCode;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Message;
import dev.interlock.server.upstream.Conversation.Question;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The requests of the modern era that can be asked something, and those of them that wait for an answer: so many in all and of
 * each caller, and for so long. What a caller gets to hold of one is sealed. Thread-safe.
 */
final class Runs {
    private static final String PURPOSE = "run";

    private final DoorSettings.Waiting bounds;
    private final Seal seal;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Run> parked = new HashMap<>(); // guarded by lock
    private final Map<String, Integer> ofCaller = new HashMap<>(); // guarded by lock
    private volatile boolean closing;

    Runs(DoorSettings.Waiting bounds, Seal seal, RandomGenerator random) {
        this.bounds = bounds;
        this.seal = seal;
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
                                + "` is none that waits for an answer to this very request: it may be of"
                                + " another request, answered, or too old; send the request again without it and without `"
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

    static Said inputRequired(Map<String, Question> questions, String state) {
        ObjectNode result = Json.object().put("resultType", "input_required");
        ObjectNode requests = result.putObject("inputRequests");
        questions.forEach((key, question) ->
                requests.putObject(key).put("method", question.method()).set("params", question.params()));
        result.put(Inputs.STATE, state);
        return new Said.Result(Answers.inEra(result, Era.MODERN));
    }

    Duration patience() {
        return bounds.patience();
    }

    boolean closing() {
        return closing;
    }

    /** Whether it may wait for its caller. */
    boolean park(Run run) {
        lock.lock();
        try {
            int own = ofCaller.getOrDefault(run.about().caller(), 0);
            if (closing || parked.size() >= bounds.most() || own >= bounds.mostOfCaller()) {
                return false;
            }
            parked.put(run.id(), run);
            ofCaller.put(run.about().caller(), own + 1);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void unpark(Run run) {
        lock.lock();
        try {
            if (parked.remove(run.id()) != null) {
                ofCaller.computeIfPresent(run.about().caller(), (caller, own) -> own == 1 ? null : own - 1);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nobody is waited for any longer. */
    void close() {
        List<Run> waiting;
        closing = true;
        lock.lock();
        try {
            waiting = List.copyOf(parked.values());
        } finally {
            lock.unlock();
        }
        waiting.forEach(Run::signal);
    }
}
