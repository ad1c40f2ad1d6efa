package dev.interlock.engine.event;

import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.ApprovalTerms;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Tier;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The approval that would let a held call through: {@code count} approvers of group {@code by} who are independent of the
 * requester, and of each other, in the attributes of the level.
 *
 * @param level name of the level
 * @param attributes its attributes, without runtime and agent which always count
 * @param validMillis time that an approval stays good, in milliseconds
 * @param terms the terms on which it is asked for
 */
public record Need(
        Optional<String> by, int count, String level, List<String> attributes, long validMillis, ApprovalTerms terms) {

    public Need {
        attributes = List.copyOf(attributes);
    }

    /** A need without further terms, whose hold waits as long as the task lasts. */
    public Need(Optional<String> by, int count, String level, List<String> attributes, long validMillis) {
        this(by, count, level, attributes, validMillis, ApprovalTerms.NONE);
    }

    /** The need of calls of a tier; for the highest of several tiers the binding code is repeated in any case. */
    public static Need of(Approval approval, Tier tier, Collection<Tier> tiers) {
        Level level = approval.independence().orElse(tier.independence());
        ApprovalTerms terms = approval.terms();
        return new Need(
                approval.by(),
                approval.count(),
                level.name(),
                level.attributes(),
                approval.validMillis(),
                isHighest(tier, tiers) ? terms.withConfirmation() : terms);
    }

    private static boolean isHighest(Tier tier, Collection<Tier> tiers) {
        boolean lower = false;
        for (Tier other : tiers) {
            if (other.rank() > tier.rank()) {
                return false;
            }
            lower |= other.rank() < tier.rank();
        }
        return lower;
    }
}
