package dev.interlock.server.domain;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** An executor whose work is done by threads of a schedule, one after the other. */
final class ScheduledExecutor extends AbstractExecutorService {

    private final Schedule schedule;
    private boolean running;
    private boolean closed;

    ScheduledExecutor(Schedule schedule) {
        this.schedule = schedule;
    }

    @Override
    public void execute(Runnable work) {
        schedule.newThread(() -> {
                    schedule.until(() -> !running);
                    running = true;
                    work.run();
                    running = false;
                })
                .start();
    }

    @Override
    public void shutdown() {
        closed = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        closed = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return closed;
    }

    @Override
    public boolean isTerminated() {
        return closed && !running;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        schedule.until(() -> !running);
        return true;
    }
}
