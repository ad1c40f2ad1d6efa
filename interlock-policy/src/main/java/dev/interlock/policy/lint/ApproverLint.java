package dev.interlock.policy.lint;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Approvals that the people who are registered cannot give, or only all of them together. */
final class ApproverLint {

    /** The attributes that a person has without being given them. */
    private static final Set<String> OF_A_PERSON = Set.of(
            Attributes.RUNTIME,
            Attributes.AGENT,
            Attributes.CHAIN,
            Attributes.OWNER,
            Attributes.ORIGIN,
            Attributes.MODEL);

    private final Subject subject;
    private final Calls calls;
    /** The registered people, and machine verifiers, which answer for their groups alone. */
    private final List<Caller> approvers;

    ApproverLint(Subject subject, Calls calls, Collection<Caller> registered) {
        this.subject = subject;
        this.calls = calls;
        this.approvers = registered.stream().filter(caller -> !caller.agent()).toList();
    }

    void check() {
        for (Rule rule : subject.bundle().rules()) {
            switch (rule) {
                case Rule.Require require -> require.approval().ifPresent(a -> approval(require, a));
                case Rule.Separate separate -> {}
                case Rule.Limit limit -> {}
                case Rule.Bind bind -> {}
                case Rule.Wall wall -> {}
                case Rule.Order order -> {}
                case Rule.Forbid forbid -> {}
            }
        }
    }

    private void approval(Rule.Require rule, Approval approval) {
        List<Caller> group = approvers.stream()
                .filter(one -> approval.by().isEmpty()
                        ? one.person()
                        : one.groups().contains(approval.by().get()))
                .toList();
        calls.callable(rule.trigger()).stream()
                .flatMap(v -> v.tiers().stream())
                .filter(t -> subject.outcome(rule, t) == Outcome.HOLD)
                .map(t -> approval.independence().orElse(subject.tier(rule, t).independence()))
                .distinct()
                .forEach(level -> compare(rule, approval, group, level));
    }

    private void compare(Rule.Require rule, Approval approval, List<Caller> group, Level level) {
        int independent = independent(group, level);
        String of = approval.by().map(by -> " in `" + by + "`").orElse("");
        if (independent < approval.count()) {
            report(
                    Check.APPROVERS_TOO_FEW,
                    rule,
                    "the approval of `" + rule.id() + "` can never be given: it needs " + people(approval.count()) + of
                            + ", independent at level `" + level.name() + "`, and there "
                            + (independent == 1 ? "is 1" : "are " + independent),
                    OF_A_PERSON.containsAll(level.attributes())
                            ? "register further people" + of + ", with different owners, or need fewer"
                            : "choose a level without attributes that people do not have");
        } else if (independent == approval.count()) {
            report(
                    Check.APPROVERS_JUST_ENOUGH,
                    rule,
                    "the approval of `" + rule.id() + "` needs " + people(approval.count()) + of
                            + ", and there " + (independent == 1 ? "is no other" : "are no more")
                            + ": where one of them is away, or gave the task, nobody can approve",
                    "register another person" + of);
        }
    }

    private static String people(int count) {
        return count == 1 ? "a person" : count + " people";
    }

    /** The number of them that are independent of each other: people differ in all but their owners. */
    private static int independent(List<Caller> group, Level level) {
        if (!OF_A_PERSON.containsAll(level.attributes())) {
            // Unknown for each of them, and so never surely different.
            return 0;
        }
        if (!level.attributes().contains(Attributes.OWNER)) {
            return group.size();
        }
        Set<AttributeValue> owners = new HashSet<>();
        for (Caller person : group) {
            AttributeValue owner = person.attribute(Attributes.OWNER);
            owners.add(owner.equals(AttributeValue.unknown()) ? AttributeValue.known(person.name()) : owner);
        }
        return owners.size();
    }

    private void report(Check check, Rule.Require rule, String message, String remedy) {
        subject.warning(check, subject.rule(rule, "require", "approval"), message, remedy);
    }
}
