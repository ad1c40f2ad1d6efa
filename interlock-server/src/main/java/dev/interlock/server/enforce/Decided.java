package dev.interlock.server.enforce;

import dev.interlock.engine.command.Answer;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.server.domain.Reply;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A decision on a call, and by what it was made.
 *
 * @param answer a verdict, or why there is none: what was asked under a key is something else, or was carried out
 * @param reservation the receipt of the event that decides the call; none where nothing was recorded
 * @param evaluatedMillis of a held call, or one that was asked before: when that was recorded
 */
public record Decided(
        Policy policy, MappedCall call, Answer answer, Optional<Receipt> reservation, OptionalLong evaluatedMillis) {

    /** A decision that is durable. */
    static Decided recorded(Policy policy, MappedCall call, Reply reply) {
        Optional<Receipt> last = reply.receipts().isEmpty()
                ? Optional.empty()
                : Optional.of(reply.receipts().getLast());
        return new Decided(policy, call, reply.answer(), last, OptionalLong.empty());
    }

    /** A decision that was not recorded. */
    static Decided advised(Policy policy, MappedCall call, Answer answer) {
        return new Decided(policy, call, answer, Optional.empty(), OptionalLong.empty());
    }

    /** Returns this decision with the answer that was recorded at a time. */
    Decided as(Answer recorded, long millis) {
        return new Decided(policy, call, recorded, reservation, OptionalLong.of(millis));
    }

    /** INVARIANT: nothing is forwarded without it. */
    Receipt receipt() {
        return reservation.orElseThrow(() -> new IllegalStateException("the decision recorded nothing"));
    }

    Answers answers() {
        return new Answers(policy.bundle());
    }

    /** The time until which the outcome of a permitted call is to be reported, if somebody will report it. */
    public OptionalLong reportMillis() {
        return answer instanceof Answer.Permit permit ? permit.reportMillis() : OptionalLong.empty();
    }

    /** Returns the reasons for which the call may not be carried out, in words. */
    public Reasons reasons() {
        return answers().reasons((Answer.Verdict) answer);
    }
}
