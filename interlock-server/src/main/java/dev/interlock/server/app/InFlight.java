package dev.interlock.server.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.enforce.CallContext;
import dev.interlock.server.enforce.Forwarder;
import dev.interlock.server.enforce.GateWrapper;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.identity.AuthenticatedCaller;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The gate counts the calls that are under way, so that a shutdown can turn new ones away and wait for these. */
final class InFlight extends GateWrapper {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int underWay; // guarded by lock
    private boolean closing; // guarded by lock

    InFlight(ToolGate gate) {
        super(gate);
    }

    @Override
    public CallAnswer call(AuthenticatedCaller caller, CallContext call, Forwarder forwarder) {
        if (!begin()) {
            return new CallAnswer.Denied(
                    "unavailable", "the gateway is shutting down.", JsonNodeFactory.instance.objectNode());
        }
        try {
            return super.call(caller, call, forwarder);
        } finally {
            end();
        }
    }

    private boolean begin() {
        lock.lock();
        try {
            if (!closing) {
                underWay++;
            }
            return !closing;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            underWay--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Turns new calls away, and waits for those under way, for so long.
     *
     * @return how many are still under way; the next start records them as unknown
     */
    int drain(Duration timeout) {
        lock.lock();
        try {
            closing = true;
            long left = timeout.toNanos();
            while (underWay > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return underWay();
    }

    int underWay() {
        lock.lock();
        try {
            return underWay;
        } finally {
            lock.unlock();
        }
    }
}
