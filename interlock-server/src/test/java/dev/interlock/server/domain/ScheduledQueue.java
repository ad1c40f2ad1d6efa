package dev.interlock.server.domain;

import java.util.Collection;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A queue at which threads meet. Time passes when somebody has waited in vain. */
class ScheduledQueue extends ArrayBlockingQueue<Work> {

    private static final long serialVersionUID = 1L;

    private final transient Schedule schedule;
    private final AtomicLong clock;

    ScheduledQueue(Schedule schedule, int places, AtomicLong clock) {
        super(places);
        this.schedule = schedule;
        this.clock = clock;
    }

    @Override
    public boolean offer(Work work) {
        schedule.point();
        boolean taken = super.offer(work);
        schedule.point();
        return taken;
    }

    @Override
    public boolean offer(Work work, long timeout, TimeUnit unit) {
        if (!schedule.untilOrLater(() -> remainingCapacity() > 0)) {
            clock.addAndGet(unit.toMillis(timeout));
        }
        boolean taken = super.offer(work);
        schedule.point();
        return taken;
    }

    @Override
    public @Nullable Work poll(long timeout, TimeUnit unit) {
        if (!schedule.untilOrLater(() -> size() > 0)) {
            clock.addAndGet(unit.toMillis(timeout));
        }
        Work found = super.poll();
        schedule.point();
        return found;
    }

    @Override
    public @Nullable Work poll() {
        schedule.point();
        Work found = super.poll();
        schedule.point();
        return found;
    }

    @Override
    public int drainTo(Collection<? super Work> to, int most) {
        schedule.point();
        return super.drainTo(to, most);
    }

    @Override
    public boolean isEmpty() {
        boolean empty = size() == 0;
        schedule.point();
        return empty;
    }
}
