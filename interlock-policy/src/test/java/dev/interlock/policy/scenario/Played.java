package dev.interlock.policy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.Bundles;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A bundle of tests in which stories are played.
 *
 * @param bundle one file
 * @param cast who acts; steps follow
 */
record Played(String bundle, String cast) {

    private MemoryTree files(String steps) {
        return new MemoryTree(Map.of(
                "interlock.yaml",
                bundle.getBytes(StandardCharsets.UTF_8),
                "tests/one.yaml",
                (cast + steps.indent(6)).getBytes(StandardCharsets.UTF_8)));
    }

    /** The bundle as it is read, with whatever is wrong about it. */
    PolicyBundle loaded(String steps) {
        return PolicyBundle.load(files(steps));
    }

    /** The bundle is right, and what the story expects comes true. */
    void plays(String steps) {
        MemoryTree files = files(steps);
        ScenarioReport report = ScenarioSuite.run(Bundles.compiled(files), files);
        assertThat(report.passed()).as(report.text(false)).isTrue();
    }
}
