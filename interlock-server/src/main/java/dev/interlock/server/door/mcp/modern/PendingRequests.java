package dev.interlock.server.door.mcp.modern;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.mcp.request.Answers;
import dev.interlock.server.door.mcp.request.CallerSide;
import dev.interlock.server.door.mcp.request.ClientOptions;
import dev.interlock.server.door.mcp.request.Inputs;
import dev.interlock.server.door.mcp.request.OpenQuestions;
import dev.interlock.server.door.mcp.request.ResponseStream;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.door.mcp.request.SignedHandle;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Message;
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
 * The requests of the modern era that can be asked something, and those of them that wait for an answer: bounded in all
 * and for each agent, and in time. Callers get signed handles to them. Thread-safe.
 */
public final class PendingRequests {
    private static final String PURPOSE = "run";
    private static final String TASK = "task";

    private final DoorSettings.Waiting bounds;
    private final SignedHandle handles;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, PendingRequest> parked = new HashMap<>(); // guarded by lock
    private final Map<String, Integer> ofAgent = new HashMap<>(); // guarded by lock
    /** Tasks of callers, oldest first. */
    private final Map<String, PendingRequest> tasks = new LinkedHashMap<>(); // guarded by lock

    /** The requests that wait for the approval of a held call. */
    private final Set<PendingRequest> held = ConcurrentHashMap.newKeySet();

    private volatile boolean closing;

    public PendingRequests(
            DoorSettings.Waiting bounds, SignedHandle handles, InstantSource clock, RandomGenerator random) {
        this.bounds = bounds;
        this.handles = handles;
        this.clock = clock;
        this.random = random;
    }

    /** Begins a request, and waits until it asks something or is done. */
    RpcResult start(
            PendingRequest.About about,
            ClientOptions options,
            ResponseStream stream,
            Map<String, Message.Answer> ahead,
            Function<CallerSide, RpcResult> work) {
        byte[] id = new byte[16];
        lock.lock();
        try {
            random.nextBytes(id);
        } finally {
            lock.unlock();
        }
        return new PendingRequest(this, HexFormat.of().formatHex(id), about, options, ahead).start(stream, work);
    }

    /** Goes on with a request that has asked something. */
    RpcResult resume(
            PendingRequest.About about,
            ClientOptions options,
            ResponseStream stream,
            String state,
            Map<String, Message.Answer> answers) {
        return handles.open(state, sealed(about))
                .flatMap(handle -> resumed(handle, about, options, stream, answers))
                .orElseGet(() -> RpcResult.failed(
                        ErrorCode.INVALID_PARAMS,
                        "`params." + Inputs.STATE
                                + "` does not belong to a pending question of this request: it may belong to another"
                                + " request, or be answered or too old; send the request again without it and without"
                                + " `"
                                + Inputs.RESPONSES + "`"));
    }

    private Optional<RpcResult> resumed(
            String handle,
            PendingRequest.About about,
            ClientOptions options,
            ResponseStream stream,
            Map<String, Message.Answer> answers) {
        int dot = handle.indexOf('.');
        PendingRequest request;
        lock.lock();
        try {
            request = parked.get(handle.substring(0, dot));
        } finally {
            lock.unlock();
        }
        return request == null || !request.about().equals(about)
                ? Optional.empty()
                : request.resume(Integer.parseInt(handle.substring(dot + 1)), answers, options, stream);
    }

    /** Returns the state that a caller brings back with its answers: good for one round of one request. */
    String state(PendingRequest request, int round) {
        return handles.seal(request.id() + "." + round, sealed(request.about()));
    }

    private static List<String> sealed(PendingRequest.About about) {
        return List.of(
                PURPOSE,
                about.caller(),
                about.server(),
                about.method(),
                about.task().orElse(""));
    }

    static RpcResult inputRequired(OpenQuestions questions, String state) {
        ObjectNode result = Json.object().put("resultType", "input_required");
        result.set("inputRequests", questions.requests());
        return resultOf(result.put(Inputs.STATE, state));
    }

    static RpcResult resultOf(ObjectNode result) {
        return new RpcResult.Result(Answers.inEra(result, Era.MODERN));
    }

    Duration patience() {
        return bounds.timeout();
    }

    /** Registers a request that waits for the answer to a hold. */
    void waitsForApproval(PendingRequest request) {
        held.add(request);
    }

    void waitsNoLonger(PendingRequest request) {
        held.remove(request);
    }

    /** A hold was answered: the requests that wait for an approval look whether it is theirs. Returns at once. */
    public void answered() {
        if (!held.isEmpty()) {
            Thread.ofVirtual().name("answered").start(() -> held.forEach(PendingRequest::lookAgain));
        }
    }

    /** Returns the interval in which holds are looked at beside, in case an answer was not told. */
    Duration interval() {
        return bounds.silence();
    }

    Instant now() {
        return clock.instant();
    }

    boolean closing() {
        return closing;
    }

    /** Returns whether the request may wait for its caller. */
    boolean park(PendingRequest request) {
        lock.lock();
        try {
            int own = ofAgent.getOrDefault(request.about().agent(), 0);
            if (closing || parked.size() >= bounds.most() || own >= bounds.mostOfAgent()) {
                return false;
            }
            parked.put(request.id(), request);
            ofAgent.put(request.about().agent(), own + 1);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void unpark(PendingRequest request) {
        lock.lock();
        try {
            if (parked.remove(request.id()) != null) {
                ofAgent.computeIfPresent(request.about().agent(), (agent, own) -> own == 1 ? null : own - 1);
            }
        } finally {
            lock.unlock();
        }
    }

    // --- tasks

    /** Returns the handle of the request as a task. */
    String taskId(PendingRequest request) {
        PendingRequest.About about = request.about();
        return handles.seal(request.id(), ofTask(about.caller(), about.server(), about.task()));
    }

    private static List<String> ofTask(String caller, String server, Optional<String> task) {
        return List.of(TASK, caller, server, task.orElse(""));
    }

    /** The caller's own task of this name. */
    Optional<PendingRequest> task(String id, String caller, String server, Optional<String> task) {
        Optional<String> own = handles.open(id, ofTask(caller, server, task));
        lock.lock();
        try {
            return own.map(tasks::get).filter(request -> !request.isOver(now()));
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the request may be a task of its caller. */
    boolean keep(PendingRequest request) {
        makeRoom(request);
        lock.lock();
        try {
            if (closing
                    || tasks.size() >= bounds.most()
                    || tasksOf(request.about().agent()).size() >= bounds.mostOfAgent()) {
                return false;
            }
            tasks.put(request.id(), request);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Drops the request, which is no task. */
    void drop(PendingRequest request) {
        lock.lock();
        try {
            tasks.remove(request.id());
        } finally {
            lock.unlock();
        }
    }

    /** Returns the tasks of an agent. The caller holds the lock. */
    private List<PendingRequest> tasksOf(String agent) {
        return tasks.values().stream()
                .filter(request -> request.about().agent().equals(agent))
                .toList();
    }

    /** Forgets what is over, and of who has too many the oldest whose end is known. */
    private void makeRoom(PendingRequest added) {
        List<PendingRequest> all;
        List<PendingRequest> own;
        lock.lock();
        try {
            all = List.copyOf(tasks.values());
            own = tasksOf(added.about().agent());
        } finally {
            lock.unlock();
        }
        Instant now = now();
        all.stream().filter(request -> request.isOver(now)).forEach(this::forget);
        if (own.size() >= bounds.mostOfAgent()) {
            own.stream().filter(PendingRequest::isKnown).findFirst().ifPresent(this::forget);
        }
    }

    private void forget(PendingRequest request) {
        drop(request);
        request.giveUp("its time has run out");
    }

    /** Ends the wait of all requests. */
    public void close() {
        List<PendingRequest> waiting;
        closing = true;
        lock.lock();
        try {
            waiting = Stream.concat(parked.values().stream(), tasks.values().stream())
                    .toList();
        } finally {
            lock.unlock();
        }
        waiting.forEach(PendingRequest::signal);
    }
}
