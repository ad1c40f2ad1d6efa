package dev.interlock.server.domain;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** A lock at which threads meet. */
final class ScheduledLock extends ReentrantLock {

    private static final long serialVersionUID = 1L;

    private final transient Schedule schedule;

    ScheduledLock(Schedule schedule) {
        this.schedule = schedule;
    }

    @Override
    public void lock() {
        schedule.until(() -> !isLocked());
        super.lock();
    }

    @Override
    public boolean tryLock() {
        schedule.point();
        boolean taken = super.tryLock();
        schedule.point();
        return taken;
    }

    @Override
    public boolean tryLock(long timeout, TimeUnit unit) {
        return schedule.untilOrLater(() -> !isLocked()) && super.tryLock();
    }

    @Override
    public void unlock() {
        super.unlock();
        schedule.point();
    }
}
