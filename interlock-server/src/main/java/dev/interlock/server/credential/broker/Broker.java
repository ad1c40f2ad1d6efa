package dev.interlock.server.credential.broker;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.event.LeaseStep;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.Lease;
import dev.interlock.server.credential.CredentialUse;
import dev.interlock.server.credential.EngineException;
import dev.interlock.server.credential.Grant;
import dev.interlock.server.credential.Injection;
import dev.interlock.server.credential.Issued;
import dev.interlock.server.domain.DeadLease;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.render.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The broker stands between leases and the engines. A lease is recorded before anything is issued for it, so the record
 * names everything that a dead process leaves behind: the next start withdraws it. Issued credentials are kept here, in
 * memory, and nowhere else; they are handed out for single calls while their lease is live.
 *
 * <p>INVARIANT: for a lease that ended, {@link dev.interlock.server.credential.CredentialEngine#withdraw} succeeds once
 * after the last {@code issue} for it has returned, in this process or in a later one.
 */
public final class Broker implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Broker.class.getName());

    private static final Duration SWEEP = Duration.ofMinutes(5);
    /** A lease that has less than this left, or a third of its time, is not handed out for one more call. */
    private static final Duration LEFT = Duration.ofMinutes(1);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The holder of a lease: parties that share a task share no secrets. */
    private record Holder(long task, String agent, String runtime, String credential) {}

    /** @param lasting whether another one would live longer: else it is the task that ends it */
    private record Held(long lease, Issued issued, long expiresMillis, boolean lasting) {}

    private final Domain domain;
    private final Map<String, CredentialUse> uses;
    private final Map<String, Offer> offers = new TreeMap<>();
    private final Map<String, Withdrawals> withdrawals = new TreeMap<>();
    private final Map<Holder, Held> held = new ConcurrentHashMap<>();
    private final Map<Long, Holder> holders = new ConcurrentHashMap<>();
    /** Leases for which an engine is asked now; the latch opens when it has answered. */
    private final Map<Long, CountDownLatch> issuing = new ConcurrentHashMap<>();

    private final ScheduledExecutorService sweeps;
    /** Leases before this one were recorded by earlier processes. */
    private final long first;
    /** The leases of this process that nobody held at the last sweep. Only the sweeps use this set. */
    private final Set<Long> unheld = new HashSet<>();

    /**
     * Hears of the ends of leases from now on.
     *
     * @param uses the credential of each upstream that needs one
     */
    public Broker(Domain domain, List<Offer> offers, Map<String, CredentialUse> uses) {
        this.domain = domain;
        this.first = domain.ledger().size();
        this.uses = Map.copyOf(uses);
        for (Offer offer : offers) {
            this.offers.put(offer.name(), offer);
            this.withdrawals.put(offer.name(), new Withdrawals(offer, domain, this::awaitIssue));
        }
        this.sweeps = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("interlock-sweeps").factory());
        domain.onLeaseDead(this::ended);
    }

    /** Takes back what earlier processes have left, and looks for more of it from time to time. Waits for no engine. */
    public void start() {
        if (!offers.isEmpty()) {
            var _ = sweeps.scheduleWithFixedDelay(this::sweep, 0, SWEEP.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** The credential that calls of an upstream need. */
    public Optional<CredentialUse> use(String server) {
        return Optional.ofNullable(uses.get(server));
    }

    /** Returns the credential that the caller was given before in this task, if it may still be used for a call. */
    public Optional<Injection> held(Caller caller, long task, CredentialUse use) {
        var holder = new Holder(task, caller.name(), caller.runtime(), use.name());
        Held one = held.get(holder);
        long now = domain.now();
        if (one == null || !domain.leases().live(one.lease(), now)) {
            return Optional.empty();
        }
        long margin = Math.min(LEFT.toMillis(), required(use).lifetime().toMillis() / 3);
        return one.lasting() && one.expiresMillis() - now < margin
                ? Optional.empty()
                : Optional.of(injection(one, task, use));
    }

    private Offer required(CredentialUse use) {
        Offer offer = offers.get(use.name());
        if (offer == null) {
            throw new IllegalArgumentException("there is no credential `" + use.name() + "`");
        }
        return offer;
    }

    private Injection injection(Held held, long task, CredentialUse use) {
        Issued issued = held.issued();
        Map<String, String> headers = use.header().isPresent()
                ? issued.bare()
                        .map(secret -> Map.of(use.header().get(), secret))
                        .orElse(Map.of())
                : issued.authorization()
                        .map(value -> Map.of("Authorization", value))
                        .orElse(Map.of());
        return new Injection(
                held.lease(),
                Ids.task(task),
                headers,
                issued.environment(),
                () -> domain.leases().live(held.lease(), domain.now()));
    }

    /**
     * Issues it to the caller in a task.
     *
     * @param call by which it was asked for, permitted and still in flight
     */
    public CredentialResult issue(Caller caller, long task, long call, CredentialUse use) {
        Offer offer = required(use);
        try {
            Answer answer = domain.ask(new LeaseCommand.Issue(
                            caller,
                            task,
                            OptionalLong.of(call),
                            offer.name(),
                            offer.engine().kind(),
                            new TreeMap<>(),
                            offer.engine().leavesSomething(),
                            OptionalLong.of(offer.lifetime().toMillis())))
                    .answer();
            return switch (answer) {
                case Answer.Done done -> issue(done.number(), caller, task, use, offer);
                case Answer.Refused refused -> new CredentialResult.Nothing(refused.message());
                case Answer.Verdict verdict -> throw new IllegalStateException("a lease was answered as a call");
            };
        } catch (UnavailableException e) {
            return new CredentialResult.Nothing("no lease can be recorded now: " + e.getMessage());
        }
    }

    private CredentialResult issue(long lease, Caller caller, long task, CredentialUse use, Offer offer) {
        var answered = new CountDownLatch(1);
        issuing.put(lease, answered);
        try {
            // After it is known as being issued: who withdraws it from here on waits for us.
            var live = domain.leases().find(lease, domain.now());
            if (live.isEmpty()) {
                return new CredentialResult.Nothing("the lease ended before anything was issued");
            }
            long expires = live.get().expiresMillis();
            long asked = domain.now();
            Issued issued = offer.engine()
                    .issue(new Grant(lease, Ids.task(task), caller.name(), Instant.ofEpochMilli(expires)));
            domain.ask(new LeaseCommand.Confirm(lease, LeaseStep.ISSUED));
            boolean lasting = expires - asked
                    >= offer.lifetime().toMillis() - Duration.ofSeconds(1).toMillis();
            return keep(
                    new Held(lease, issued, expires, lasting),
                    new Holder(task, caller.name(), caller.runtime(), use.name()),
                    use);
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "`" + offer.name() + "` could not be issued: " + e.getMessage());
            revoke(lease, "the credential could not be issued");
            return new CredentialResult.Nothing("`" + offer.name() + "` could not be issued");
        } catch (UnavailableException e) {
            return new CredentialResult.Nothing(
                    "it cannot be recorded that the credential was issued: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "issuing failed", e);
            revoke(lease, "Interlock failed while issuing the credential");
            return new CredentialResult.Nothing("Interlock failed while issuing the credential; see its log");
        } finally {
            issuing.remove(lease);
            answered.countDown();
        }
    }

    private CredentialResult keep(Held one, Holder holder, CredentialUse use) {
        holders.put(one.lease(), holder);
        // The credential that it takes the place of may still be in use, and goes with its lease.
        held.put(holder, one);
        // A lease that ended meanwhile was not found here by whoever ended it.
        if (!domain.leases().live(one.lease(), domain.now())) {
            forget(one.lease());
            return new CredentialResult.Nothing("the lease ended while the credential was being issued");
        }
        return new CredentialResult.Ready(injection(one, holder.task(), use));
    }

    private void forget(long lease) {
        Holder holder = holders.remove(lease);
        if (holder != null) {
            held.computeIfPresent(holder, (of, one) -> one.lease() == lease ? null : one);
        }
    }

    private void awaitIssue(long lease) {
        CountDownLatch answered = issuing.get(lease);
        if (answered != null) {
            try {
                answered.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs on the writer: it is quick, and asks nothing. */
    private void ended(DeadLease dead) {
        long lease = dead.issued().lease();
        forget(lease);
        Withdrawals ours = withdrawals.get(dead.issued().credential());
        if (dead.issued().outside() && ours != null) {
            ours.add(lease);
        }
    }

    private void revoke(long lease, String why) {
        try {
            domain.ask(new LeaseCommand.Revoke(lease, Optional.empty(), why));
        } catch (UnavailableException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the end of lease " + lease + " cannot be recorded yet; a sweep will end it");
        }
    }

    /** A lease that a sweep found, and what there is to do about it. */
    private record LeftoverLease(long lease, String credential, boolean over, boolean outside) {}

    /**
     * Ends the leases that nobody holds any more, withdraws those that ended, and then whatever an engine has of leases that the
     * record does not know. An engine that cannot be asked is asked the next time.
     */
    void sweep() {
        try {
            // First what is there, then what should be: a lease is recorded before anything of it is there.
            Map<String, Set<Long>> present = present();
            List<LeftoverLease> leases = domain.query(
                    state -> state.leases().all().stream().map(Broker::left).toList());
            Set<Long> known = new HashSet<>();
            Set<Long> suspects = new HashSet<>();
            for (LeftoverLease each : leases) {
                known.add(each.lease());
                Withdrawals ours = withdrawals.get(each.credential());
                if (ours == null) {
                    unknown(each);
                } else if (each.over()) {
                    ours.add(each.lease());
                } else if (!holders.containsKey(each.lease()) && !issuing.containsKey(each.lease())) {
                    // One that was recorded a moment ago has not come into the hands of whoever asks for it yet.
                    if (each.lease() < first || unheld.contains(each.lease())) {
                        revoke(
                                each.lease(),
                                "it no longer has a holder: Interlock was restarted, or could not record the lease");
                    } else {
                        suspects.add(each.lease());
                    }
                }
            }
            unheld.clear();
            unheld.addAll(suspects);
            present.forEach((name, numbers) -> numbers.stream()
                    .filter(lease -> !known.contains(lease) && !issuing.containsKey(lease))
                    .forEach(lease -> stray(name, lease)));
        } catch (UnavailableException e) {
            LOG.log(System.Logger.Level.WARNING, "leases cannot be checked now: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            // A sweep that fails is no reason to make no more.
            LOG.log(System.Logger.Level.ERROR, "a sweep failed", e);
        }
    }

    private static LeftoverLease left(Lease lease) {
        return new LeftoverLease(
                lease.number(),
                lease.issued().credential(),
                lease.end().isPresent(),
                lease.issued().outside());
    }

    private Map<String, Set<Long>> present() {
        Map<String, Set<Long>> present = new TreeMap<>();
        offers.forEach((name, offer) -> {
            try {
                present.put(name, offer.engine().present());
            } catch (EngineException e) {
                LOG.log(System.Logger.Level.WARNING, "what remains of `" + name + "` is not known: " + e.getMessage());
            }
        });
        return present;
    }

    private static void unknown(LeftoverLease lease) {
        if (lease.outside()) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "lease " + lease.lease() + " is for `" + lease.credential()
                            + "`, which is no longer configured, so it cannot be withdrawn; configure the credential"
                            + " again until the lease is withdrawn");
        }
    }

    private void stray(String name, long lease) {
        LOG.log(
                System.Logger.Level.WARNING,
                "`" + name + "` has a credential of lease " + lease
                        + ", which is not in the record; the credential is withdrawn");
        Withdrawals ours = withdrawals.get(name);
        if (ours != null) {
            ours.add(lease);
        }
    }

    /** Ends what is held, and waits a while for it to be withdrawn; the next start goes on with what is left. */
    @Override
    public void close() {
        sweeps.shutdownNow();
        List.copyOf(holders.keySet()).forEach(lease -> revoke(lease, "Interlock is shutting down"));
        long until = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!withdrawals.values().stream().allMatch(Withdrawals::idle) && System.nanoTime() < until) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        withdrawals.values().forEach(Withdrawals::close);
        offers.values().forEach(offer -> offer.engine().close());
    }
}
