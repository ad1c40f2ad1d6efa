package dev.interlock.server.readiness;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.config.ConfigOutcome;
import java.util.List;

/**
 * Finds what a bundle and a configuration, each right by itself, cannot do together: rules that nobody who is registered can satisfy,
 * lanes that nobody can open, agents that may do nothing. Only what surely does not work is an error: parties are looked at in every
 * position that they can be in, and where that cannot be told nothing is said.
 */
public final class Readiness {

    private Readiness() {}

    /** Returns the findings, by position. */
    public static List<Finding> check(PolicyBundle.Compiled bundle, ConfigOutcome.Loaded config) {
        var deployment = new Deployment(bundle, config);
        var report = new Report();
        var authority = new Authority(deployment);
        var positions = new Positions(deployment, authority);
        var approvals = new ApprovalChecks(deployment, authority, positions, new Quorum(deployment), report);
        // Without tools or intents nothing can be called, which the bundle's own warnings tell.
        if (!deployment.tools().isEmpty() && !deployment.bundle().intents().isEmpty()) {
            new IntentChecks(deployment, authority, report).check();
            approvals.check();
            new GroupChecks(deployment, approvals, report).check();
            new VerifierChecks(deployment, approvals, report).check();
            new RequirementChecks(deployment, authority, new Dependence(authority, positions), report).check();
            new AttributeChecks(deployment, authority, positions, approvals, report).check();
        }
        new SourceChecks(deployment, authority, report).check();
        new LaneChecks(deployment, report).check();
        new AdministrationChecks(deployment, report).check();
        return report.sorted();
    }
}
