package dev.interlock.server.credential.broker;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.event.LeaseStep;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.server.credential.EngineException;
import dev.interlock.server.credential.Withdrawal;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.render.Plain;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * The withdrawals of one engine: the credentials of leases that ended are withdrawn, each as often as it takes, with
 * growing pauses, until the engine confirms it and the record has that. Thread-safe.
 *
 * <p>INVARIANT: making a credential useless never waits for the clean-up after others. Separate workers stop what
 * ended, so a withdrawal that is held up, by locks at a database for example, holds up the end of no other lease.
 */
final class Withdrawals implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Withdrawals.class.getName());

    private static final int WORKERS = 4;
    private static final int STOPPERS = 2;
    /** No lease: wakes a worker, which sees that it is over. */
    private static final long NONE = -1;

    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private record Due(long lease, int attempts) {}

    private final Offer offer;
    private final Domain domain;
    private final LongConsumer afterIssue;
    private final LinkedBlockingQueue<Long> ended = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Due> queue = new LinkedBlockingQueue<>();
    /** The leases in the queue, before their next attempt, or under way. */
    private final Set<Long> open = ConcurrentHashMap.newKeySet();

    private final ScheduledExecutorService pauses;
    private volatile boolean closed;

    /** @param afterIssue returns when nothing is issued any more for a lease in this process */
    Withdrawals(Offer offer, Domain domain, LongConsumer afterIssue) {
        this.offer = offer;
        this.domain = domain;
        this.afterIssue = afterIssue;
        this.pauses = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
                .daemon()
                .name("interlock-withdrawals-" + offer.name())
                .factory());
        for (int i = 0; i < WORKERS; i++) {
            Thread.ofVirtual().name("withdraw-" + offer.name() + "-" + i).start(this::work);
        }
        for (int i = 0; i < STOPPERS; i++) {
            Thread.ofVirtual().name("stop-" + offer.name() + "-" + i).start(this::stop);
        }
    }

    /** Adds a lease that ended: never blocks, and does nothing if the lease was added before. */
    void add(long lease) {
        if (open.add(lease)) {
            ended.add(lease);
        }
    }

    boolean idle() {
        return open.isEmpty();
    }

    private void stop() {
        while (!closed) {
            try {
                long lease = ended.take();
                if (lease != NONE) {
                    stop(lease);
                    queue.add(new Due(lease, 0));
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Stops the credential; whatever becomes of that, the withdrawal follows. */
    private void stop(long lease) {
        try {
            offer.engine().stop(lease);
        } catch (EngineException | RuntimeException | Error e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "the credential of lease {0} of `{1}` could not be stopped before its withdrawal: {2}",
                    String.valueOf(lease),
                    offer.name(),
                    Plain.of(String.valueOf(e.getMessage())));
        }
    }

    private void work() {
        while (!closed) {
            try {
                attempt(queue.take());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void attempt(Due due) {
        if (closed) {
            return;
        }
        try {
            afterIssue.accept(due.lease());
            Withdrawal withdrawal = offer.engine().withdraw(due.lease());
            confirm(due.lease());
            open.remove(due.lease());
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "lease {0} of `{1}` is withdrawn: {2}",
                    String.valueOf(due.lease()),
                    offer.name(),
                    withdrawal);
        } catch (EngineException e) {
            later(due, Plain.of(String.valueOf(e.getMessage())));
        } catch (UnavailableException e) {
            later(due, "the withdrawal cannot be recorded: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            // INVARIANT: nothing ends the attempts but success.
            LOG.log(System.Logger.Level.ERROR, "a withdrawal failed", e);
            later(due, "interlock failed; see above");
        }
    }

    /**
     * Confirms the withdrawal in the record. There is nothing to confirm for a lease that the record does not have: a
     * sweep has found it.
     */
    private void confirm(long lease) {
        Answer answer =
                domain.ask(new LeaseCommand.Confirm(lease, LeaseStep.WITHDRAWN)).answer();
        if (answer instanceof Answer.Refused refused && refused.code() != RefusalCode.LEASE_UNKNOWN) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "lease {0} is withdrawn, but {1}",
                    String.valueOf(lease),
                    refused.message());
        }
    }

    private void later(Due due, String why) {
        long pause = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(due.attempts(), 10));
        LOG.log(
                due.attempts() == 0 ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                "lease {0} of `{1}` could not be withdrawn yet; Interlock keeps trying: {2}",
                String.valueOf(due.lease()),
                offer.name(),
                why);
        try {
            var _ = pauses.schedule(
                    () -> queue.add(new Due(due.lease(), due.attempts() + 1)), pause, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // closing: the next start goes on
            open.remove(due.lease());
        }
    }

    /** Ends the workers. The next start withdraws what is left. */
    @Override
    public void close() {
        closed = true;
        pauses.shutdownNow();
        for (int i = 0; i < WORKERS; i++) {
            queue.add(new Due(NONE, 0));
        }
        for (int i = 0; i < STOPPERS; i++) {
            ended.add(NONE);
        }
    }
}
