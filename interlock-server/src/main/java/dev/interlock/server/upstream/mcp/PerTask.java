package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.credential.Injection;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.Listing;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.Description;
import dev.interlock.server.upstream.Health;
import dev.interlock.server.upstream.Subscription;
import dev.interlock.server.upstream.SubscriptionFilter;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A server that runs once for each task, or is connected to once, so that tasks share no state of it. One more process
 * serves requests without a task: lists, changes, and calls that name none. A process ends with its task, or when that
 * has asked nothing of it for a while.
 *
 * <p>Where it needs a credential, each lease of a task has a process of its own, which ends with the lease; the shared
 * process has none, and gets no calls. Thread-safe.
 */
public final class PerTask implements Upstream {
    private static final int MAX_INSTANCE = 64;

    /** @param most processes at a time, without the shared one */
    public record Bounds(int most, Duration idle) {
        public static Bounds defaults() {
            return new Bounds(64, Duration.ofMinutes(5));
        }
    }

    /** @param task the name of a process is made of it */
    private record Place(String task, Optional<Injection> injection) {
        Key key() {
            return new Key(task, injection.map(Injection::lease));
        }
    }

    private record Key(String task, Optional<Long> lease) {}

    /** Makes the upstream of a process, which starts when first used. */
    public interface Start {
        /**
         * @param instance for people
         * @param injection what it runs with
         */
        Upstream of(String instance, Optional<Injection> injection);
    }

    private static final class Slot {
        final Upstream process;
        int busy;
        long idleSince;
        /** Whether the task has ended: the process then ends with the last request that is under way. */
        boolean over;

        Slot(Upstream process) {
            this.process = process;
        }
    }

    private final String name;
    private final Start start;
    private final Bounds bounds;
    private final boolean credential;
    private final Upstream general;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by lock
    private final Map<Key, Slot> byTask = new HashMap<>();
    private boolean sweeping;
    private boolean closed;

    /** Makes a server without a credential. */
    PerTask(String name, Function<String, Upstream> start, Bounds bounds) {
        this(name, (instance, injection) -> start.apply(instance), bounds, false);
    }

    /** @param credential whether it needs one */
    public PerTask(String name, Start start, Bounds bounds, boolean credential) {
        this.name = name;
        this.start = start;
        this.bounds = bounds;
        this.credential = credential;
        this.general = start.of("process", Optional.empty());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Description describe() throws UpstreamException {
        return general.describe();
    }

    @Override
    public List<ObjectNode> listTools() throws UpstreamException {
        return general.listTools();
    }

    @Override
    public Optional<ObjectNode> tool(String tool) {
        return general.tool(tool);
    }

    @Override
    public ObjectNode page(Listing listing, Optional<String> cursor) throws UpstreamException {
        return general.page(listing, cursor);
    }

    @Override
    public Subscription subscribe(SubscriptionFilter filter, Consumer<Message.Notification> listener) {
        return general.subscribe(filter, listener);
    }

    @Override
    public CallOutcome request(GovernedMethod method, ObjectNode params, ObjectNode meta, Conversation conversation) {
        Optional<Injection> injection = conversation.injection();
        Optional<String> task = injection.map(Injection::task).or(conversation::task);
        // INVARIANT: a server that needs a credential is sent nothing of a caller without one.
        if (credential && injection.isEmpty()) {
            return new CallOutcome.RefusedBeforeEffect(
                    "credential-missing", "server `" + name + "` must be called with a credential, but there is none");
        }
        if (task.isEmpty()) {
            return general.request(method, params, meta, conversation);
        }
        Optional<Slot> slot = take(new Place(task.get(), injection));
        if (slot.isEmpty() && injection.filter(Injection::ended).isPresent()) {
            return new CallOutcome.RefusedBeforeEffect(
                    "credential-unavailable", "the lease of the credential for `" + name + "` has ended");
        }
        if (slot.isEmpty()) {
            return new CallOutcome.RefusedBeforeEffect(
                    "unreachable",
                    "server `" + name + "` already runs for " + bounds.most() + " tasks: wait until one of them ends");
        }
        try {
            return slot.get().process.request(method, params, meta, conversation);
        } finally {
            giveBack(slot.get());
        }
    }

    /** The process of a task, which does not end while it is taken. */
    private Optional<Slot> take(Place place) {
        Optional<Slot> ending = Optional.empty();
        lock.lock();
        try {
            // INVARIANT: with the lock, so that a lease that ends from here on finds what was started with it.
            if (place.injection().filter(Injection::ended).isPresent()) {
                return Optional.empty();
            }
            Slot slot = byTask.get(place.key());
            if (slot == null) {
                if (closed) {
                    return Optional.empty();
                }
                if (byTask.size() >= bounds.most()) {
                    ending = longestIdle();
                    if (ending.isEmpty()) {
                        return Optional.empty();
                    }
                }
                String task = place.task();
                String instance = task.length() <= MAX_INSTANCE ? task : task.substring(0, MAX_INSTANCE);
                slot = new Slot(start.of(instance, place.injection()));
                byTask.put(place.key(), slot);
            }
            slot.busy++;
            return Optional.of(slot);
        } finally {
            lock.unlock();
            ending.ifPresent(slot -> end(slot.process));
        }
    }

    /** Takes out the process that has been idle for longest. The caller holds the lock. */
    private Optional<Slot> longestIdle() {
        Optional<Map.Entry<Key, Slot>> found = byTask.entrySet().stream()
                .filter(each -> each.getValue().busy == 0)
                .min((a, b) -> Long.compare(a.getValue().idleSince - b.getValue().idleSince, 0));
        found.ifPresent(each -> byTask.remove(each.getKey()));
        return found.map(Map.Entry::getValue);
    }

    private void giveBack(Slot slot) {
        lock.lock();
        try {
            slot.busy--;
            slot.idleSince = System.nanoTime();
            if (slot.over && slot.busy == 0 && byTask.values().remove(slot)) {
                end(slot.process);
            }
            if (!sweeping && !closed) {
                sweeping = true;
                Thread.ofVirtual().name(name + "-idle").start(this::sweep);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends what is idle, as long as there is anything. */
    private void sweep() {
        while (true) {
            List<Upstream> idle = new ArrayList<>();
            lock.lock();
            try {
                if (byTask.isEmpty() || closed) {
                    sweeping = false;
                    return;
                }
                long now = System.nanoTime();
                long next = bounds.idle().toNanos();
                for (Map.Entry<Key, Slot> each : List.copyOf(byTask.entrySet())) {
                    Slot slot = each.getValue();
                    long left = slot.busy > 0
                            ? bounds.idle().toNanos()
                            : bounds.idle().toNanos() - (now - slot.idleSince);
                    if (left <= 0) {
                        byTask.remove(each.getKey());
                        idle.add(slot.process);
                    } else {
                        next = Math.min(next, left);
                    }
                }
                if (idle.isEmpty()) {
                    long unused = changed.awaitNanos(next);
                }
            } catch (InterruptedException e) {
                sweeping = false;
                Thread.currentThread().interrupt();
                return;
            } finally {
                lock.unlock();
            }
            idle.forEach(PerTask::end);
        }
    }

    /** Ends a process, which takes a while, and nobody waits for it. */
    private static void end(Upstream process) {
        Thread.ofVirtual().start(process::close);
    }

    @Override
    public void ended(String task) {
        lock.lock();
        try {
            for (Map.Entry<Key, Slot> each : List.copyOf(byTask.entrySet())) {
                if (each.getKey().task().equals(task)) {
                    Slot slot = each.getValue();
                    slot.over = true;
                    if (slot.busy == 0) {
                        byTask.remove(each.getKey());
                        end(slot.process);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void leaseEnded(long lease) {
        lock.lock();
        try {
            if (!credential) {
                return;
            }
            for (Map.Entry<Key, Slot> each : List.copyOf(byTask.entrySet())) {
                if (each.getKey().lease().equals(Optional.of(lease))) {
                    byTask.remove(each.getKey());
                    end(each.getValue().process);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Health> health() {
        List<Health> all = new ArrayList<>(general.health());
        lock.lock();
        try {
            byTask.values().forEach(slot -> all.addAll(slot.process.health()));
        } finally {
            lock.unlock();
        }
        return all;
    }

    @Override
    public void close() {
        List<Slot> slots;
        lock.lock();
        try {
            closed = true;
            slots = List.copyOf(byTask.values());
            byTask.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        List<Thread> ending = slots.stream()
                .map(slot -> Thread.ofVirtual().start(slot.process::close))
                .toList();
        general.close();
        for (Thread each : ending) {
            try {
                each.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
