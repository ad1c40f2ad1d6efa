package dev.interlock.server.readiness;

import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.ApprovalTerms;
import dev.interlock.engine.policy.Level;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The approvers that a held call needs.
 *
 * @param groups the groups whose members may approve, sooner or later; empty: any person
 * @param count how many, independent of the requester and of each other at the level
 */
record Need(List<String> groups, int count, Level level) {

    /** The need of an approval. */
    static Need of(Approval approval, Level ofTier) {
        var groups = new TreeSet<String>();
        approval.by().ifPresent(groups::add);
        if (approval.by().isPresent()) {
            approval.terms().escalation().map(ApprovalTerms.Escalation::to).ifPresent(groups::add);
        }
        return new Need(
                List.copyOf(groups), approval.count(), approval.independence().orElse(ofTier));
    }

    /** The need where no rule says who approves: one person. */
    static Need ofTier(Level level) {
        return new Need(List.of(), 1, level);
    }

    /** The need in words, such as {@code 2 people in `payers`}. */
    String words() {
        Optional<String> in = groups.stream().map(group -> "`" + group + "`").reduce((a, b) -> a + " or " + b);
        return (count == 1 ? "a person" : count + " people")
                + in.map(names -> " in " + names).orElse("");
    }
}
