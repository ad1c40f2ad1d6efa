package dev.interlock.server.readiness;

import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Level;
import dev.interlock.policy.diagnostic.Check;
import java.util.List;

/** The checks of what only people can do for a server: there are none who can. */
final class AdministrationChecks {

    private final Deployment deployment;
    private final Report report;
    /** The groups of the people who propose and activate bundles. */
    private final String groups;

    AdministrationChecks(Deployment deployment, Report report) {
        this.deployment = deployment;
        this.report = report;
        this.groups = String.join("`, `", deployment.config().roles().administrators());
    }

    void check() {
        if (deployment.people().isEmpty()) {
            report.warning(
                    Check.PEOPLE_MISSING,
                    "",
                    deployment.inConfig().at("people"),
                    "no person is registered: holds and calls of unknown outcome can never be answered, and no "
                            + "other bundle can be activated",
                    "register people under `people`, two of them with `groups: [" + groups + "]`");
        } else {
            activation();
        }
    }

    private void activation() {
        List<Caller> administrators = deployment.people().stream()
                .filter(deployment.config().roles()::administers)
                .toList();
        Level level = deployment.bundle().strictest().independence();
        boolean alone = deployment.config().singleAdministrator();
        int independent = alone ? administrators.size() : Quorum.independent(administrators, level);
        int needed = alone ? 1 : 2;
        if (independent < needed) {
            report.warning(
                    Check.ACTIVATION_BY_NOBODY,
                    "",
                    deployment.inConfig().at("people"),
                    "no other bundle can be activated: " + (alone ? "a person" : "two people") + " in `"
                            + groups + "`" + (alone ? "" : ", independent at level `" + level.name() + "`,")
                            + (alone ? " is" : " are") + " needed, and there "
                            + (independent == 1 ? "is 1" : "are " + independent),
                    "write `groups: [" + groups + "]` for more people"
                            + (alone
                                    ? ""
                                    : " with different owners, or `single-administrator: true` for a small set-up"));
        }
    }
}
