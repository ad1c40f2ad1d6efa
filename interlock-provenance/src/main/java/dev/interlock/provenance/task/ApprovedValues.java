package dev.interlock.provenance.task;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Sha256;
import dev.interlock.provenance.label.ToolLabels;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;

/**
 * The destinations that independent parties let through, in the tasks of one graph. An approval was given to one party, by people who
 * are independent of it, under the rules of one bundle: it vouches for the destination in further calls of that party in that task
 * which the same rules would have judged alike, and in no others. For one thread.
 */
public final class ApprovedValues {

    /** The most values that are kept; further ones are approved each time. */
    private static final int MOST = 1_000;

    private final Map<Approved, Long> calls = new HashMap<>();

    /** @param text digest of the value, as it was written */
    private record Approved(
            String bundle,
            long task,
            Caller caller,
            String tool,
            SortedSet<String> marks,
            String risk,
            String path,
            String text) {

        static Approved of(String bundle, long task, Caller caller, CallFacts facts, ArgumentValue value) {
            return new Approved(
                    bundle,
                    task,
                    caller,
                    facts.tool(),
                    facts.marks(),
                    facts.risk(),
                    value.path(),
                    Sha256.digest(value.text()));
        }
    }

    /**
     * Takes in a permitted call: its destinations that nobody vouched for, and that approvals let through.
     *
     * @param bundle digest of the bundle that decided it
     */
    public void permitted(
            String bundle,
            Caller caller,
            Answer.Permit permit,
            CallFacts facts,
            ToolLabels tool,
            List<ArgumentValue> arguments) {
        Set<String> paths = new HashSet<>();
        for (Finding finding : permit.excepted()) {
            if (finding.code() == FindingCode.VALUE_UNTRUSTED) {
                paths.add(finding.detail());
            }
        }
        if (paths.isEmpty()) {
            return;
        }
        for (ArgumentValue value : Assessor.eachAddress(tool, arguments)) {
            boolean destination = tool.argument(value.path())
                    .filter(ArgumentRole.DESTINATION::equals)
                    .isPresent();
            if (destination && paths.contains(value.path()) && calls.size() < MOST) {
                calls.putIfAbsent(Approved.of(bundle, permit.task(), caller, facts, value), permit.call());
            }
        }
    }

    /**
     * The call in which a value was approved for calls like this one; empty if in none.
     *
     * @param task of the call
     */
    public OptionalLong call(String bundle, long task, Caller caller, CallFacts facts, ArgumentValue value) {
        if (calls.isEmpty()) {
            return OptionalLong.empty();
        }
        Long call = calls.get(Approved.of(bundle, task, caller, facts, value));
        return call == null ? OptionalLong.empty() : OptionalLong.of(call);
    }
}
