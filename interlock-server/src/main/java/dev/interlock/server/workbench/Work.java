package dev.interlock.server.workbench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CancellationException;

/** A piece of work that takes its time, how far it is, and what came of it. Thread-safe. */
public final class Work {

    private static final System.Logger LOG = System.getLogger(Work.class.getName());

    private final Task task;
    private volatile State state = new Running(0, 0);
    private volatile boolean given;

    /** Where a piece of work is. */
    public sealed interface State {}

    /**
     * It is at work, or waits for its turn.
     *
     * @param done the number of parts that are done
     * @param of the number of all parts; 0 as long as that is not known
     */
    public record Running(long done, long of) implements State {}

    public record Done(ObjectNode result) implements State {}

    /** @param detail why nothing came of it, for people */
    public record Failed(String detail) implements State {}

    /** What is to be done. */
    @FunctionalInterface
    interface Task {
        ObjectNode run(Work progress) throws Exception;
    }

    Work(Task task) {
        this.task = task;
    }

    public State state() {
        return state;
    }

    /**
     * Tells how far it is.
     *
     * @throws CancellationException if it was given up
     */
    void reached(long done, long of) {
        if (given) {
            throw new CancellationException("the server is shutting down");
        }
        state = new Running(done, of);
    }

    void giveUp() {
        given = true;
    }

    void run() {
        try {
            state = new Done(task.run(this));
        } catch (Refused e) {
            state = new Failed(String.valueOf(e.getMessage()));
        } catch (Exception | StackOverflowError e) {
            LOG.log(System.Logger.Level.ERROR, "the effect of a bundle could not be computed", e);
            state = new Failed("the effect could not be computed because of an internal error; see the server's log");
        }
    }

    /** The work cannot be done, for a reason that people are told. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message, null, false, false);
        }
    }
}
