package dev.interlock.engine.monitor;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import java.io.DataInput;
import java.io.DataOutput;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * {@code forbid}: looks at the call and the recorded result of its condition, and remembers nothing. Role 1: the call
 * carries one of the marks.
 */
final class ForbidMonitor implements Monitor {

    /** The detail of the finding that the recorded result of the condition is missing. */
    private static final String CONDITION = "condition";

    private final Rule.Forbid rule;
    private final Terms terms;

    ForbidMonitor(Rule.Forbid rule, Map<String, Tier> tiers) {
        this.rule = rule;
        this.terms = new Terms(rule.head(), tiers);
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public long roles(Iterable<String> marks) {
        return Monitor.oneRole(marks, rule.marks());
    }

    @Override
    public void check(CallView call, long roles, List<Finding> findings) {
        if (rule.conditional()) {
            Boolean holds = call.facts().conditions().get(rule.id());
            if (holds == null) {
                findings.add(terms.notEvaluable(CONDITION));
                return;
            }
            if (!holds) {
                return;
            }
        }
        Tier tier = terms.tier(call);
        findings.add(terms.finding(
                FindingCode.FORBIDDEN,
                tier.onConflict(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(terms.need(tier)),
                ""));
    }

    @Override
    public void reserve(CallView call, long roles) {}

    @Override
    public void succeed(CallView call, long roles, int[] created, long seq, long time) {}

    @Override
    public void fail(CallView call, long roles) {}

    @Override
    public void write(DataOutput out) {}

    @Override
    public void read(DataInput in, LongFunction<CallView> open) {}
}
