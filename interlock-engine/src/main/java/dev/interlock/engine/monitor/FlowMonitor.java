package dev.interlock.engine.monitor;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.ContentSource;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.Stake;
import dev.interlock.engine.model.ValueProvenance;
import dev.interlock.engine.model.ValueProvenance.Request;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import java.io.DataInput;
import java.io.DataOutput;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * {@code flow}: looks at the call and its recorded provenance, and remembers nothing. Role 1: the call carries one of the marks.
 *
 * <p>A call is stopped for the first of these: it is not known what was read; content asks for it; nobody asked for the act; the
 * act is too far from the instruction; nobody vouches for a value. Each of these is one finding, for a value one for each argument.
 */
final class FlowMonitor implements Monitor {

    /** The detail of the finding that nobody looked who chose the values. */
    private static final String PROVENANCE = "provenance";
    /** The detail of the finding that nothing compared the act with the instruction. */
    private static final String DISTANCE = "distance";

    private final Rule.Flow rule;
    private final Terms terms;

    FlowMonitor(Rule.Flow rule, Map<String, Tier> tiers) {
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
        Optional<Provenance> chosen = call.facts().provenance();
        if (chosen.isEmpty()) {
            findings.add(terms.notEvaluable(PROVENANCE));
            return;
        }
        Provenance provenance = chosen.get();
        if (!provenance.known()) {
            findings.add(finding(call, FindingCode.CONTENT_UNKNOWN, "", List.of()));
        } else if (provenance.labels().contains(rule.from())) {
            checkKnown(call, provenance, findings);
        }
    }

    private void checkKnown(CallView call, Provenance provenance, List<Finding> findings) {
        var requested = new TreeMap<String, ValueProvenance>();
        var untrusted = new TreeMap<String, ValueProvenance>();
        for (ValueProvenance value : provenance.values()) {
            if (rule.requests() && stops(value.request())) {
                requested.putIfAbsent(value.path(), value);
            } else if (needsOrigin(value.role()) && !value.vouchedFor(rule.unless())) {
                untrusted.putIfAbsent(value.path(), value);
            }
        }
        if (!requested.isEmpty()) {
            requested.forEach((path, value) -> findings.add(of(call, FindingCode.VALUE_REQUESTED, value)));
        } else if (!isAsked(provenance)) {
            findings.add(finding(call, FindingCode.ACT_NOT_ASKED, "", List.of()));
        } else if (rule.farthest().isPresent() && isUncompared(provenance)) {
            findings.add(terms.notEvaluable(DISTANCE));
        } else if (isTooFar(provenance)) {
            findings.add(finding(call, FindingCode.ACT_DISTANT, "", List.of()));
        } else {
            untrusted.forEach((path, value) -> findings.add(of(call, FindingCode.VALUE_UNTRUSTED, value)));
        }
    }

    private boolean stops(Request request) {
        return request == Request.MADE
                || request == Request.DELEGATED && !rule.unless().contains(Origin.DELEGATED);
    }

    private static boolean needsOrigin(ArgumentRole role) {
        return role == ArgumentRole.DESTINATION || role == ArgumentRole.BODY;
    }

    /** A request of a record that was found through a link makes an act of a high stake one that nobody asked for. */
    private boolean isAsked(Provenance provenance) {
        boolean linked =
                provenance.linkedRequest() && rule.requests() && rule.unless().contains(Origin.LINKED_RECORD);
        return !linked
                && (provenance.stake() == Stake.LOW
                        || switch (provenance.asked()) {
                            case YES -> true;
                            case DELEGATED -> rule.unless().contains(Origin.DELEGATED);
                            case NO -> false;
                            case NO_INSTRUCTION -> provenance.stake() != Stake.HIGH;
                        });
    }

    /** An instruction is there, and nothing compared it with the act: the model was missing. */
    private static boolean isUncompared(Provenance provenance) {
        return provenance.distance().isEmpty() && provenance.asked() != Asked.NO_INSTRUCTION;
    }

    private boolean isTooFar(Provenance provenance) {
        return rule.farthest().isPresent()
                && provenance.distance().isPresent()
                && provenance.distance().get().exceeds(rule.farthest().get());
    }

    private Finding of(CallView call, FindingCode code, ValueProvenance value) {
        List<Witness> witnesses = value.source()
                .filter(at -> at.call() != ContentSource.NO_CALL)
                .map(at -> List.of(new Witness(at.call(), rule.from())))
                .orElse(List.of());
        return finding(call, code, value.path(), witnesses);
    }

    private Finding finding(CallView call, FindingCode code, String detail, List<Witness> witnesses) {
        Tier tier = terms.tier(call);
        return terms.finding(
                code,
                tier.onConflict(),
                Optional.empty(),
                Optional.empty(),
                witnesses,
                Optional.of(terms.need(tier)),
                detail);
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
