package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.ErrorCode;
import dev.interlock.server.mcp.wire.Message;
import dev.interlock.server.upstream.Cancellation;
import dev.interlock.server.upstream.Conversation.Answers;
import dev.interlock.server.upstream.Conversation.Question;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request of the modern era that can outlive the exchange that began it. It runs on a thread of its own; each exchange waits
 * until it asks something or is done, and the next one brings the answers. Thread-safe.
 */
final class Run implements CallerSide {

    /**
     * What an exchange must repeat to belong to it.
     *
     * @param params without `_meta`, answers and state
     */
    record About(String caller, String server, String method, Optional<String> task, ObjectNode params) {}

    /** An exchange that waits for it. */
    private record Attached(Wants wants, Outlet outlet, Cancellation.Registration registration) {}

    /** @param open questions that are not answered yet */
    private record Asking(int round, Map<String, Question> open, Map<String, Message.Answer> given) {}

    private final Runs runs;
    private final String id;
    private final About about;
    private final Cancellation cancellation = new Cancellation();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Map<String, Message.Answer> ahead; // guarded by lock
    private int round; // guarded by lock
    private @Nullable Attached attached; // guarded by lock
    private @Nullable Asking asking; // guarded by lock
    private @Nullable Said said; // guarded by lock
    private volatile Wants wants;

    /** @param ahead answers to questions that are still to come */
    Run(Runs runs, String id, About about, Wants wants, Map<String, Message.Answer> ahead) {
        this.runs = runs;
        this.id = id;
        this.about = about;
        this.wants = wants;
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

    private void begin(Function<CallerSide, Said> work) {
        Thread.ofVirtual().name("run").start(() -> {
            Said result;
            try {
                result = work.apply(this);
            } catch (RuntimeException | Error e) {
                System.getLogger(Run.class.getName()).log(System.Logger.Level.ERROR, "a request failed", e);
                result = Said.failed(ErrorCode.INTERNAL_ERROR, "interlock failed; see its log");
            }
            finish(result);
        });
    }

    private void finish(Said result) {
        lock.lock();
        try {
            said = result;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Wants wants() {
        return wants;
    }

    @Override
    public void tell(ObjectNode notification) {
        lock.lock();
        try {
            if (attached != null) {
                attached.outlet().tell(notification);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Answers ask(Map<String, Question> questions) {
        lock.lock();
        try {
            Map<String, Message.Answer> given = new HashMap<>();
            Map<String, Question> open = new LinkedHashMap<>();
            for (Map.Entry<String, Question> each : questions.entrySet()) {
                Message.Answer known = ahead.get(each.getKey());
                if (known != null && wrong(each.getValue(), known).isEmpty()) {
                    given.put(each.getKey(), known);
                } else {
                    open.put(each.getKey(), each.getValue());
                }
            }
            ahead = Map.of();
            if (open.isEmpty()) {
                return new Answers.Given(given);
            }
            if (attached == null) {
                return new Answers.None("nobody waits for the call any longer");
            }
            if (!runs.park(this)) {
                return new Answers.None("too many calls of the caller wait for its answers");
            }
            try {
                return wait(new Asking(++round, open, given));
            } finally {
                runs.unpark(this);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answers.None("the server does not want to know it any longer");
        } finally {
            lock.unlock();
        }
    }

    /** With the lock. */
    private Answers wait(Asking questions) throws InterruptedException {
        asking = questions;
        changed.signalAll();
        long left = runs.patience().toNanos();
        try {
            while (asking != null && !asking.open().isEmpty()) {
                if (left <= 0) {
                    return new Answers.None(
                            "nobody answered within " + runs.patience().toSeconds() + " s");
                }
                if (cancellation.reason().isPresent()) {
                    return new Answers.None("the caller has given up the call");
                }
                if (runs.closing()) {
                    return new Answers.None("the gateway is shutting down");
                }
                left = changed.awaitNanos(left);
            }
            return asking == null ? new Answers.None("nobody answered") : new Answers.Given(asking.given());
        } finally {
            asking = null;
        }
    }

    private static Optional<String> wrong(Question question, Message.Answer answer) {
        return QuestionKind.of(question.method()).flatMap(kind -> kind.wrong(answer));
    }

    @Override
    public Cancellation cancellation() {
        return cancellation;
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
    private Attached attach(Wants its, Outlet outlet) {
        outlet.lasting();
        return new Attached(
                its,
                outlet,
                outlet.gone()
                        .whenCancelled(
                                () -> cancellation.cancel(outlet.gone().reason().orElse(""))));
    }

    /** Begins it on a thread of its own, and waits until there is something to answer this exchange with. */
    Said start(Outlet outlet, Function<CallerSide, Said> work) {
        Attached mine = attach(wants, outlet);
        lock.lock();
        try {
            attached = mine;
        } finally {
            lock.unlock();
        }
        begin(work);
        return await(mine);
    }

    /** Brings answers. What is missing is asked again; what was never asked is nobody's. Empty if nothing waits for these. */
    Optional<Said> resume(int answered, Map<String, Message.Answer> answers, Wants its, Outlet outlet) {
        Attached mine = attach(its, outlet);
        lock.lock();
        try {
            Asking now = asking;
            if (now == null || now.round() != answered || now.open().isEmpty()) {
                mine.registration().close();
                return Optional.empty();
            }
            Map<String, Question> open = new LinkedHashMap<>(now.open());
            Map<String, Message.Answer> given = new HashMap<>(now.given());
            for (Map.Entry<String, Question> each : now.open().entrySet()) {
                Message.Answer answer = answers.get(each.getKey());
                if (answer != null) {
                    Optional<String> wanted = wrong(each.getValue(), answer);
                    if (wanted.isPresent()) {
                        mine.registration().close();
                        return Optional.of(Said.failed(
                                ErrorCode.INVALID_PARAMS,
                                Inputs.named(each.getKey()) + " is no answer to `"
                                        + each.getValue().method() + "`: send " + wanted.get()));
                    }
                    open.remove(each.getKey());
                    given.put(each.getKey(), answer);
                }
            }
            attached = mine;
            wants = its;
            asking = new Asking(++round, open, given);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return Optional.of(await(mine));
    }

    private Said await(Attached mine) {
        lock.lock();
        try {
            while (true) {
                Said result = said;
                if (result != null) {
                    return result;
                }
                Asking now = asking;
                if (now != null && !now.open().isEmpty()) {
                    return Runs.inputRequired(now.open(), runs.state(this, now.round()));
                }
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Said.failed(ErrorCode.INTERNAL_ERROR, "interlock was interrupted; see its log");
        } finally {
            attached = null;
            lock.unlock();
            mine.registration().close();
        }
    }
}
