package dev.interlock.server.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.Decided;
import dev.interlock.server.mcp.wire.Listing;
import dev.interlock.server.mcp.wire.Message;
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
 * A server that runs once for each task, so that tasks share no state of it. One more process serves what belongs to no task:
 * lists, changes, and calls that name none. A process ends with its task, or when that has asked nothing of it for a while. Thread-safe.
 */
public final class PerTask implements Upstream {
    private static final int MAX_INSTANCE = 64;

    /** @param most processes at a time, the one for everything else not counted */
    public record Bounds(int most, Duration idle) {
        public static Bounds defaults() {
            return new Bounds(64, Duration.ofMinutes(5));
        }
    }

    private static final class Slot {
        final Upstream process;
        int busy;
        long idleSince;
        /** Its task has ended: so does it, with the last request that is under way. */
        boolean over;

        Slot(Upstream process) {
            this.process = process;
        }
    }

    private final String name;
    private final Function<String, Upstream> start;
    private final Bounds bounds;
    private final Upstream general;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by lock
    private final Map<String, Slot> byTask = new HashMap<>();
    private boolean sweeping;
    private boolean closed;

    /** @param start makes the upstream of a process, which starts when first used; what it is given is for people */
    public PerTask(String name, Function<String, Upstream> start, Bounds bounds) {
        this.name = name;
        this.start = start;
        this.bounds = bounds;
        this.general = start.apply("process");
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
    public Subscription subscribe(SubscriptionFilter wanted, Consumer<Message.Notification> listener) {
        return general.subscribe(wanted, listener);
    }

    @Override
    public CallOutcome request(Decided kind, ObjectNode params, ObjectNode meta, Conversation conversation) {
        Optional<String> task = conversation.task();
        if (task.isEmpty()) {
            return general.request(kind, params, meta, conversation);
        }
        Optional<Slot> slot = take(task.get());
        if (slot.isEmpty()) {
            return new CallOutcome.RefusedBeforeEffect(
                    "unreachable",
                    "server `" + name + "` runs for " + bounds.most() + " tasks already: wait until one of them ends");
        }
        try {
            return slot.get().process.request(kind, params, meta, conversation);
        } finally {
            giveBack(slot.get());
        }
    }

    /** The process of a task, which does not end while it is taken. */
    private Optional<Slot> take(String task) {
        Optional<Slot> ending = Optional.empty();
        lock.lock();
        try {
            Slot slot = byTask.get(task);
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
                slot = new Slot(start.apply(task.length() <= MAX_INSTANCE ? task : task.substring(0, MAX_INSTANCE)));
                byTask.put(task, slot);
            }
            slot.busy++;
            return Optional.of(slot);
        } finally {
            lock.unlock();
            ending.ifPresent(slot -> end(slot.process));
        }
    }

    /** With the lock: takes out the one that has been idle for longest. */
    private Optional<Slot> longestIdle() {
        Optional<Map.Entry<String, Slot>> found = byTask.entrySet().stream()
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
                for (Map.Entry<String, Slot> each : List.copyOf(byTask.entrySet())) {
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

    /** Ending a process takes a while, and nobody waits for it. */
    private static void end(Upstream process) {
        Thread.ofVirtual().start(process::close);
    }

    @Override
    public void ended(String task) {
        lock.lock();
        try {
            Slot slot = byTask.get(task);
            if (slot == null) {
                return;
            }
            slot.over = true;
            if (slot.busy == 0) {
                byTask.remove(task);
                end(slot.process);
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
