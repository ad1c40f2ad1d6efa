package dev.interlock.server.enforce;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.HoldState;
import dev.interlock.server.domain.Domain;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The calls that were held for enforcement points outside, and where each of them stands. Thread-safe. */
public final class HeldCalls {

    private final Domain domain;
    private final Decisions decisions;

    HeldCalls(Domain domain, Decisions decisions) {
        this.domain = domain;
        this.decisions = decisions;
    }

    /** The time at which something would be decided now, in milliseconds since 1970: it never goes back. */
    public long now() {
        return domain.now();
    }

    /**
     * A call that was held for somebody who asked.
     *
     * @param call its number
     * @param by the enforcement point that asked for it
     */
    public record Held(long call, long hold, Optional<String> by, long evaluatedMillis, Event.CallHeld event) {

        public String agent() {
            return event.actor().name();
        }

        public String runtime() {
            return event.actor().get(Attributes.RUNTIME) instanceof AttributeValue.Known known ? known.value() : "";
        }
    }

    /** The held call of this number; empty if there is none. */
    public Optional<Held> held(long call) {
        if (call >= domain.ledger().size()) {
            return Optional.empty();
        }
        Recorded recorded = domain.history().event(call);
        return recorded.event() instanceof Event.CallHeld held
                ? Optional.of(
                        new Held(call, held.hold(), held.asked().map(ExternalRequest::by), recorded.timeMillis(), held))
                : Optional.empty();
    }

    /** Returns whether the question is about this very call: of the same instance, the same tool and the same arguments. */
    public boolean isSameCall(Question question, Held held) {
        CallFacts facts = Facts.of(decisions.policy().catalog(), decisions.schemas(), question.call())
                .facts();
        return facts.tool().equals(held.event().facts().tool())
                && facts.argumentsDigest().equals(held.event().facts().argumentsDigest())
                && question.subject().name().equals(held.agent())
                && question.subject().runtime().equals(held.runtime());
    }

    /** The standing of a held call. */
    public sealed interface Standing {

        record Pending() implements Standing {}

        /** The call would be permitted now, or was. */
        record Approved(long atMillis, long untilMillis) implements Standing {}

        /** @param status that of the access request profile: denied, expired, cancelled or failed */
        record Over(String status) implements Standing {}
    }

    /** @param subject who wants to make the call, as the instance that asked */
    public Standing standing(Held held, Caller subject) {
        long now = domain.now();
        return domain.query(state -> {
            HoldState hold = state.holds().get(held.hold());
            if (hold == null) {
                return over(state.holds().status(held.hold()));
            }
            return switch (hold.status()) {
                case REJECTED, EXPIRED, WITHDRAWN, SUPERSEDED, VOIDED -> over(hold.status());
                case SPENT -> approved(hold);
                case OPEN -> {
                    // A call that nobody approved is not approved, though it may be permitted by now for other reasons.
                    if (hold.answers().stream()
                            .noneMatch(answer -> answer.event().approved())) {
                        yield new Standing.Pending();
                    }
                    var again = new Command.DecideCall(
                            subject,
                            OptionalLong.of(held.event().task()),
                            held.event().facts());
                    yield Decider.decide(state, again, now).answer() instanceof Answer.Permit
                            ? approved(hold)
                            : new Standing.Pending();
                }
            };
        });
    }

    /** @param status null where the task of the hold has ended, or the hold has long ago */
    private static Standing over(HoldState.@Nullable Status status) {
        if (status == null) {
            return new Standing.Over("cancelled");
        }
        return new Standing.Over(
                switch (status) {
                    case REJECTED -> "denied";
                    case EXPIRED -> "expired";
                    case WITHDRAWN -> "cancelled";
                    case SUPERSEDED, VOIDED, OPEN, SPENT -> "failed";
                });
    }

    private static Standing approved(HoldState hold) {
        long valid = hold.reasons().stream()
                .flatMap(reason -> reason.need().stream())
                .mapToLong(Need::validMillis)
                .min()
                .orElse(0);
        var times = hold.answers().stream()
                .mapToLong(HoldState.Answered::timeMillis)
                .summaryStatistics();
        return new Standing.Approved(times.getMax(), times.getMin() + valid);
    }

    /** Has somebody hear of everything that is recorded from now on, on the writer's thread: it does next to nothing there. */
    public void onRecorded(Consumer<List<Recorded>> listener) {
        domain.onRecorded(listener);
    }

    /** Takes the wish for an approval back. Whether it was still open. */
    public boolean withdraw(Held held, Caller subject) {
        var withdraw = new HoldCommand.Withdraw(held.hold(), subject, "the access request was cancelled");
        return domain.ask(withdraw).answer() instanceof Answer.Done;
    }
}
