package dev.interlock.policy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A limit of what is found in answers: the answer that would exceed it is withheld, and counts for nothing. */
class FoundLabelLimitTest {

    private static final String BUNDLE = """
            interlock: v1
            name: files
            owner: archive@example.com
            independence: {another-owner: [owner]}
            risk: {office: {independence: another-owner, on-conflict: deny, on-missing: deny}}
            server: files
            objects: {file: {}}
            tools:
              read:
                duty: file.read
                on: {file: args.file}
                effect: read
                inspect: [{id: personal, when: 'result.class == "personal"', label: personal, withhold: false}]
            intents: {work: {goal: Read, allow: [file.read], delegate: [file.read]}}
            rules:
              - {id: F-1, title: Two personal files a day, limit: {of: label/personal, per: agent, max: 2, within: 24h}}
            """;

    private static final String STORY = """
            agents:
              ada: {owner: a, origin: o, model: m, root: true}
              ben: {owner: b, origin: p, model: m, root: true}
            scenarios:
              - name: Only what is delivered counts
                steps:
                  - {open: t, by: ada, intent: work}
                  - {open: u, by: ben, intent: work}
                  - {call: files/read, as: one, by: ada, task: t, args: {file: F-1}, result: {class: personal}}
                  - {call: files/read, by: ada, task: t, args: {file: F-2}, result: {class: public}}
                  - {call: files/read, as: two, by: ada, task: t, args: {file: F-3}, result: {class: personal}}
                  - call: files/read
                    by: ada
                    task: t
                    args: {file: F-4}
                    result: {class: personal}
                    expect: {verdict: %s, code: limit-exceeded, rule: F-1, key: agent/ada, witness: [one, two]}
                  - {call: files/read, by: ada, task: t, args: {file: F-4}, result: {class: public}}
                  - {call: files/read, by: ben, task: u, args: {file: F-4}, result: {class: personal}}
                  - {advance: 24h}
                  - {open: v, by: ada, intent: work}
                  - {call: files/read, by: ada, task: v, args: {file: F-4}, result: {class: personal}}
                  - {call: files/read, by: ada, task: v, args: {file: F-5}, result: {class: personal}}
            """;

    private static ScenarioReport play(String story) {
        PolicyBundle loaded = PolicyBundle.load(tree("interlock.yaml", BUNDLE));
        assertThat(loaded).as("%s", loaded.diagnostics()).isInstanceOf(PolicyBundle.Compiled.class);
        return ScenarioSuite.run((PolicyBundle.Compiled) loaded, tree("tests/one.yaml", story));
    }

    private static MemoryTree tree(String name, String text) {
        return new MemoryTree(Map.of(name, text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theAnswerThatWouldExceedItIsWithheldAndCountsForNothing() {
        ScenarioReport report = play(STORY.formatted("withheld"));
        assertThat(report.passed()).as(report.text(false)).isTrue();
        assertThat(play(STORY.formatted("permit")).passed())
                .as("which is seen to be checked")
                .isFalse();
    }
}
