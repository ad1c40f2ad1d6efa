package dev.interlock.server.readiness;

import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.CallerKind;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Suggestion;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Machine verifiers that are asked nothing, or whose scope names what the bundle does not have. */
final class VerifierChecks {

    private final Deployment deployment;
    private final ApprovalChecks approvals;
    private final Report report;

    VerifierChecks(Deployment deployment, ApprovalChecks approvals, Report report) {
        this.deployment = deployment;
        this.approvals = approvals;
        this.report = report;
    }

    void check() {
        Set<String> marks = new TreeSet<>();
        deployment.tools().stream()
                .flatMap(ToolEntry::mappings)
                .map(Mapping::marks)
                .forEach(marks::addAll);
        Set<String> tools = new TreeSet<>();
        deployment.tools().forEach(tool -> tools.add(tool.name()));
        for (Caller verifier : deployment.verifiers()) {
            if (verifier.kind() instanceof CallerKind.Verifier scope) {
                unknown(verifier, "tools", "tool", scope.tools(), tools);
                unknown(verifier, "duties", "duty or mark", scope.duties(), marks);
                asked(verifier);
            }
        }
    }

    private void unknown(Caller verifier, String key, String what, Collection<String> named, Set<String> known) {
        for (String name : named) {
            if (!known.contains(name)) {
                report.warning(
                        Check.VERIFIER_SCOPE,
                        verifier.name(),
                        deployment.inConfig().word(name, "verifiers", verifier.name(), key),
                        "the bundle has no " + what + " `" + name + "`, so `" + verifier.name()
                                + "` judges no calls by it",
                        Suggestion.remedy(name, known, "leave it out"));
            }
        }
    }

    private void asked(Caller verifier) {
        boolean anything = false;
        boolean group = false;
        for (Rule rule : deployment.bundle().rules()) {
            if (rule instanceof Rule.Require require && require.approval().isPresent()) {
                Need need = Need.of(
                        require.approval().get(),
                        deployment.bundle().strictest().independence());
                if (need.groups().stream().anyMatch(verifier.groups()::contains)) {
                    List<ToolCall> calls = approvals.asked(require).values().stream()
                            .flatMap(List::stream)
                            .toList();
                    group |= !calls.isEmpty();
                    anything |= calls.stream().anyMatch(call -> Quorum.covers(verifier, call));
                }
            }
        }
        if (!anything) {
            report.warning(
                    Check.VERIFIER_IDLE,
                    verifier.name(),
                    deployment.inConfig().at("verifiers", verifier.name(), group ? "duties" : "groups"),
                    "`" + verifier.name() + "` is never asked: "
                            + (group
                                    ? "its groups are asked only about calls that it cannot judge, because it "
                                            + "must judge all their marks"
                                    : "no rule asks one of its groups about a call that an agent can make"),
                    group
                            ? "name all marks of those calls under `duties`"
                            : "name a group that an `approval` of the bundle asks, or remove it");
        }
    }
}
