package dev.interlock.server.door.mcp.modern;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.mcp.request.ApprovalWait;
import dev.interlock.server.door.mcp.request.CallerSide;
import dev.interlock.server.door.mcp.request.ClientOptions;
import dev.interlock.server.door.mcp.request.OpenQuestions;
import dev.interlock.server.door.mcp.request.ResponseStream;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.upstream.Cancellation;
import dev.interlock.server.upstream.Conversation.Answers;
import dev.interlock.server.upstream.Conversation.Question;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request of the modern era that can outlive the exchange that began it. It runs on a thread of its own; each
 * exchange waits until the request asks something, becomes a task or is done, and the next one brings the answers.
 * Thread-safe.
 */
final class PendingRequest implements CallerSide {

    /**
     * The facts that an exchange must repeat to belong to the request.
     *
     * @param caller tells callers apart
     * @param agent the agent of any instance, for which a waiting request counts
     * @param params without `_meta`, answers and state
     */
    record About(String caller, String agent, String server, String method, Optional<String> task, ObjectNode params) {}

    /** An exchange that waits for this request. */
    private record Attached(ResponseStream stream, Cancellation.Registration registration) {}

    private record Asking(int round, OpenQuestions questions) {}

    private final PendingRequests requests;
    private final String id;
    private final About about;
    private final Cancellation cancellation = new Cancellation();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Map<String, Message.Answer> ahead; // guarded by lock
    private int round; // guarded by lock
    private @Nullable Attached attached; // guarded by lock
    private @Nullable Asking asking; // guarded by lock
    private volatile @Nullable TaskLife task; // written with the lock
    private @Nullable RpcResult finalResult; // guarded by lock
    private boolean looksAgain; // guarded by lock
    private volatile ClientOptions options;
    private final Holds holds = new Holds(this);

    /** @param ahead answers to questions that are still to come */
    PendingRequest(
            PendingRequests requests,
            String id,
            About about,
            ClientOptions options,
            Map<String, Message.Answer> ahead) {
        this.requests = requests;
        this.id = id;
        this.about = about;
        this.options = options;
        this.ahead = ahead;
        cancellation.whenCancelled(this::signal);
    }

    String id() {
        return id;
    }

    About about() {
        return about;
    }

    // --- its own thread

    private void begin(Function<CallerSide, RpcResult> work) {
        Thread.ofVirtual().name("run").start(() -> {
            RpcResult result;
            try {
                result = work.apply(this);
            } catch (RuntimeException | Error e) {
                System.getLogger(PendingRequest.class.getName()).log(System.Logger.Level.ERROR, "a request failed", e);
                result = RpcResult.failed(ErrorCode.INTERNAL_ERROR, "interlock failed; see its log");
            }
            finish(result);
        });
    }

    private void finish(RpcResult result) {
        lock.lock();
        try {
            finalResult = result;
            TaskLife life = task;
            if (life != null) {
                life.ended(requests.now());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ClientOptions options() {
        return options;
    }

    @Override
    public void tell(ObjectNode notification) {
        lock.lock();
        try {
            if (attached != null) {
                attached.stream().tell(notification);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Answers ask(Map<String, Question> newQuestions) {
        lock.lock();
        try {
            OpenQuestions questions = OpenQuestions.of(newQuestions, ahead);
            ahead = Map.of();
            if (questions.complete()) {
                return new Answers.Given(questions.given());
            }
            if (attached == null && task == null) {
                return new Answers.None("the caller is no longer waiting for the call");
            }
            if (!requests.park(this)) {
                return new Answers.None("too many of the caller's calls are waiting for its answers");
            }
            try {
                return wait(questions);
            } finally {
                requests.unpark(this);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answers.None("the server has cancelled its question");
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the answers. The caller holds the lock. */
    private Answers wait(OpenQuestions questions) throws InterruptedException {
        Asking now = new Asking(++round, questions);
        asking = now;
        changed.signalAll();
        long left = requests.patience().toNanos();
        try {
            while (!now.questions().complete()) {
                if (left <= 0) {
                    return new Answers.None(
                            "no answer arrived within " + requests.patience().toSeconds() + " s");
                }
                if (cancellation.reason().isPresent()) {
                    return new Answers.None("the caller has cancelled the call");
                }
                if (requests.closing()) {
                    return new Answers.None("the gateway is shutting down");
                }
                left = changed.awaitNanos(left);
                now = asking == null ? now : asking;
            }
            return new Answers.Given(now.questions().given());
        } finally {
            asking = null;
        }
    }

    @Override
    public Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public void becameTask() {
        makeTask(Optional.empty());
    }

    /** Makes it a task, if its caller takes one. */
    boolean makeTask(Optional<String> message) {
        if (!waitsFor(message) && (!options.takesTasks() || !requests.keep(this))) {
            return false;
        }
        lock.lock();
        try {
            if (task == null) {
                task = new TaskLife(requests.now(), message);
                changed.signalAll();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Says so, if it is a task. */
    private boolean waitsFor(Optional<String> message) {
        lock.lock();
        try {
            TaskLife life = task;
            if (life != null) {
                life.waitsFor(message, requests.now());
            }
            return life != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ApprovalWait awaitApproval(CallAnswer.Held held, Supplier<OptionalInt> approvals) {
        return holds.await(held, approvals);
    }

    /** Notes that the request waits for an approval: until {@link #waitsNoLonger} a pause ends when somebody answers a hold. */
    void waitsForApproval() {
        requests.waitsForApproval(this);
    }

    void waitsNoLonger() {
        requests.waitsNoLonger(this);
    }

    /** Ends the pause that it makes, or the next one. */
    void lookAgain() {
        lock.lock();
        try {
            looksAgain = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits a moment; false if there is nothing to wait for any longer. */
    boolean pause() throws InterruptedException {
        lock.lock();
        try {
            long left = requests.interval().toNanos();
            while (cancellation.reason().isEmpty() && !requests.closing()) {
                if (left <= 0 || looksAgain) {
                    looksAgain = false;
                    return true;
                }
                left = changed.awaitNanos(left);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isTask() {
        return task != null;
    }

    void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // --- exchanges

    /** An exchange that will {@link #await}, before anything can be asked. */
    private Attached attach(ResponseStream stream) {
        stream.lasting();
        return new Attached(
                stream,
                stream.gone()
                        .whenCancelled(
                                () -> cancellation.cancel(stream.gone().reason().orElse(""))));
    }

    /** Begins it on a thread of its own, and waits until there is something to answer this exchange with. */
    RpcResult start(ResponseStream stream, Function<CallerSide, RpcResult> work) {
        Attached mine = attach(stream);
        lock.lock();
        try {
            attached = mine;
        } finally {
            lock.unlock();
        }
        begin(work);
        return await(mine);
    }

    /** Brings answers. What is missing is asked again. Empty if nothing waits for these. */
    Optional<RpcResult> resume(
            int answered, Map<String, Message.Answer> answers, ClientOptions its, ResponseStream stream) {
        Attached mine = attach(stream);
        lock.lock();
        try {
            Asking now = asking;
            if (now == null || now.round() != answered || now.questions().complete()) {
                mine.registration().close();
                return Optional.empty();
            }
            switch (now.questions().answered(answers)) {
                case OpenQuestions.Answered.Wrong(String message) -> {
                    mine.registration().close();
                    return Optional.of(RpcResult.failed(ErrorCode.INVALID_PARAMS, message));
                }
                case OpenQuestions.Answered.Now(OpenQuestions questions) -> {
                    attached = mine;
                    options = its;
                    asking = new Asking(++round, questions);
                    changed.signalAll();
                }
            }
        } finally {
            lock.unlock();
        }
        return Optional.of(await(mine));
    }

    private RpcResult await(Attached mine) {
        lock.lock();
        try {
            while (true) {
                TaskLife life = task;
                if (life != null) {
                    return PendingRequests.resultOf(life.created(requests.taskId(this)));
                }
                RpcResult result = finalResult;
                if (result != null) {
                    return result;
                }
                Asking now = asking;
                if (now != null && !now.questions().complete()) {
                    return PendingRequests.inputRequired(now.questions(), requests.state(this, now.round()));
                }
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return RpcResult.failed(ErrorCode.INTERNAL_ERROR, "interlock was interrupted; see its log");
        } finally {
            attached = null;
            lock.unlock();
            mine.registration().close();
        }
    }

    // --- as a task

    /** Returns the state of the request, for its caller. */
    ObjectNode state() {
        lock.lock();
        try {
            TaskLife life = task;
            if (life == null) {
                throw new IllegalStateException("the request is not a task");
            }
            Optional<OpenQuestions> open =
                    Optional.ofNullable(asking).map(Asking::questions).filter(questions -> !questions.complete());
            return life.detailed(requests.taskId(this), finalResult, open);
        } finally {
            lock.unlock();
        }
    }

    /** Brings answers, some or all; what is wrong with them, if anything is. */
    Optional<String> update(Map<String, Message.Answer> answers) {
        lock.lock();
        try {
            Asking now = asking;
            if (now == null) {
                return Optional.empty();
            }
            return switch (now.questions().answered(answers)) {
                case OpenQuestions.Answered.Wrong(String message) -> Optional.of(message);
                case OpenQuestions.Answered.Now(OpenQuestions questions) -> {
                    asking = new Asking(++round, questions);
                    changed.signalAll();
                    yield Optional.empty();
                }
            };
        } finally {
            lock.unlock();
        }
    }

    /** Cancels the request for its caller; one that has ended stays as it is. */
    void giveUp(String reason) {
        lock.lock();
        try {
            TaskLife life = task;
            if (life != null && finalResult == null) {
                life.cancel(requests.now());
            }
        } finally {
            lock.unlock();
        }
        cancellation.cancel(reason);
    }

    /** Returns whether the caller may not ask for the task any longer. */
    boolean isOver(Instant now) {
        TaskLife life = task;
        return life != null && life.isOver(now);
    }

    /** Returns whether the caller knows how the request ended. */
    boolean isKnown() {
        TaskLife life = task;
        return life != null && life.fetched();
    }
}
