package dev.interlock.server.domain;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.state.State;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A piece of work for the writer, with the future that its answer completes. Immutable but for the future, so that threads can hand it to
 * each other.
 *
 * <p>INVARIANT: the future of work that was handed over is completed, whatever happens.
 */
sealed interface Work {

    /** The work cannot be done: whoever waits for it hears why. */
    void fail(UnavailableException why);

    /** Work that has one answer. */
    sealed interface Single extends Work {
        CompletableFuture<?> future();

        @Override
        default void fail(UnavailableException why) {
            future().completeExceptionally(why);
        }
    }

    /**
     * A command to be decided and recorded. The answer is empty where another bundle is in force than the one that it names.
     *
     * @param bundle digest of the bundle under which the facts of the command were mapped; empty where it does not matter
     * @param ahead whether a {@linkplain PlainOutcome plain outcome} is answered as soon as it has its place in the order
     */
    record Ask(Optional<String> bundle, Command command, boolean ahead, CompletableFuture<Optional<Reply>> future)
            implements Single {

        /** A command that is answered when its decision is durable. */
        Ask(Optional<String> bundle, Command command) {
            this(bundle, command, false, new CompletableFuture<>());
        }

        /** The outcome of a call, which is answered ahead of the disk where it is plain. */
        static Ask ofOutcome(Command outcome) {
            return new Ask(Optional.empty(), outcome, true, new CompletableFuture<>());
        }
    }

    /** Commands that are decided in this order, with nothing in between, and become durable together. */
    record AskTogether(List<Ask> asks) implements Work {
        @Override
        public void fail(UnavailableException why) {
            asks.forEach(ask -> ask.fail(why));
        }
    }

    /** A question about the state, answered once what it saw is durable. */
    record Look<T>(Function<State, T> question, CompletableFuture<T> future) implements Single {}

    /** The switch to another bundle. */
    record Activate(Activation activation, CompletableFuture<Optional<Reply>> future) implements Single {}

    /** A probe finds out whether the ledger can be written. */
    record Probe(CompletableFuture<Boolean> future) implements Single {}

    /** A moment at which what was answered ahead of the disk becomes durable. */
    record Flush() implements Work {
        @Override
        public void fail(UnavailableException why) {
            // nobody waits for it
        }
    }

    /** The end of the writer, when all that was asked before is answered. */
    record Stop(CompletableFuture<Optional<Reply>> future) implements Single {}
}
