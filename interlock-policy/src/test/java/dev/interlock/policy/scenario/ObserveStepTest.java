package dev.interlock.policy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scenarios in which a source tells what happened outside. */
class ObserveStepTest {

    private static final String BUNDLE = """
        interlock: v1
        name: observed
        owner: controls@example.com
        independence: {line: [owner]}
        risk:
          high: {independence: line, on-conflict: deny, on-missing: hold}
        sources:
          erp-audit: {trusted-for: [invoice.match]}
          feed: {trusted-for: []}
        objects: {invoice: {}}
        server: erp
        tools:
          enter: {duty: invoice.enter, creates: {invoice: result.id}, risk: high}
          pay: {duty: invoice.pay, on: {invoice: args.id}, risk: high}
          match: {duty: invoice.match, on: {invoice: args.id}, observed: true, risk: high}
        intents:
          work: {goal: Pay, allow: [invoice.enter, invoice.pay]}
        rules:
          - id: R-1
            title: Whoever enters an invoice does not pay it
            separate: {duties: [invoice.enter, invoice.pay], per: invoice, within: 90d}
          - id: R-2
            title: A matched invoice is paid
            require:
              for: invoice.pay
              done: [{duty: invoice.match, per: invoice, independence: line}]
        """;

    private static final String CAST = """
        agents:
          ada: {owner: a, root: true}
        people:
          dana: {owner: b}
          carl: {owner: c}
        scenarios:
          - name: A story
            steps:
        """;

    private static ScenarioReport play(String steps) {
        MemoryTree files = new MemoryTree(Map.of(
                "interlock.yaml",
                BUNDLE.getBytes(StandardCharsets.UTF_8),
                "tests/one.yaml",
                (CAST + steps.indent(6)).getBytes(StandardCharsets.UTF_8)));
        return ScenarioSuite.run((PolicyBundle.Compiled) PolicyBundle.load(files), files);
    }

    @Test
    void aTrustedSourceMeetsARequirementAndAnyOtherDoesNot() {
        ScenarioReport report = play("""
            - {open: t, by: ada, intent: work}
            - {observe: erp/enter, as: entered, by: carl, source: feed, result: {id: I-1}, breaks: []}
            - {observe: erp/match, by: dana, source: feed, args: {id: I-1}}
            - {call: erp/pay, by: ada, task: t, args: {id: I-1}, expect: {verdict: hold, rule: R-2}}
            - {observe: erp/match, by: dana, source: erp-audit, id: 7, args: {id: I-1}}
            - {observe: erp/match, by: dana, source: erp-audit, id: 7, args: {id: I-1}}
            - {call: erp/pay, by: ada, task: t, args: {id: I-1}}
            - {observe: erp/pay, by: carl, runtime: x, source: feed, args: {id: I-1}, breaks: [R-1]}
            - {observe: erp/pay, by: carl, source: stranger, args: {id: I-1}, expect: source-unknown}
            - {call: erp/match, by: ada, task: t, args: {id: I-1}, expect: {verdict: deny, code: tool-unknown}}
            """.replace("id: 7", "id: \"7\""));
        assertThat(report.passed()).as(report.text(false)).isTrue();
    }

    @Test
    void whatDiffersIsSaidAtItsPlace() {
        assertThat(play("- {observe: erp/pay, by: carl, source: feed, args: {id: I-1}, breaks: []}")
                        .text(false))
                .contains("expected it to break no rule, but it breaks `R-2`");
        assertThat(play("- {observe: erp/pay, by: carl, source: feed, args: {id: I-1}, breaks: [R-1, R-2]}")
                        .text(false))
                .contains("expected it to break `R-1`, `R-2`, but it breaks `R-2`");
        assertThat(play("- {observe: erp/enter, by: carl, source: feed}").text(false))
                .contains("the result does not name what was created");
        assertThat(play("- {observe: pay, by: carl, source: feed}").text(false))
                .contains("`observe` names a tool by its server, not `pay`");
        assertThat(play("- {observe: erp/pay, by: carl, args: {id: I-1}}").text(false))
                .contains("needs `source`");
        assertThat(play("- {observe: erp/pay, by: carl, source: feed, args: {id: I-1}, expect: tool-unknown}")
                        .text(false))
                .contains("expected `tool-unknown`, got `done`");
    }
}
