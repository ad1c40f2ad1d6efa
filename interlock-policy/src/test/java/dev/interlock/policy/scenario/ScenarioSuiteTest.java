package dev.interlock.policy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.Folders;
import dev.interlock.policy.check.PolicyBundle;
import org.junit.jupiter.api.Test;

class ScenarioSuiteTest {

    private final PolicyBundle.Compiled bundle =
            (PolicyBundle.Compiled) PolicyBundle.load(Folders.accountsPayable());

    @Test
    void theExampleComesOutAsItsScenariosSay() {
        ScenarioReport report = ScenarioSuite.run(bundle, Folders.accountsPayable());
        assertThat(report.passed()).as(report.text(false)).isTrue();
        assertThat(report.outcomes()).hasSizeGreaterThan(25);
    }
}
