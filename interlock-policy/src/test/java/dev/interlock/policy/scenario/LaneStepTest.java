package dev.interlock.policy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scenarios with a break-glass lane. */
class LaneStepTest {

    private static final String BUNDLE = """
            interlock: v1
            name: lanes
            owner: controls@example.com
            independence: {line: [owner]}
            risk:
              high: {independence: line, on-conflict: deny, on-missing: hold}
            break-glass: {by: on-call, OPENING, limit: 30m, allow: [invoice.pay, invoice.match], reviewers: security, review-within: 2h}
            objects: {invoice: {}}
            server: erp
            tools:
              enter: {duty: invoice.enter, creates: {invoice: result.id}, risk: high}
              pay: {duty: invoice.pay, on: {invoice: args.id}, risk: high}
              match: {duty: invoice.match, on: {invoice: args.id}, risk: high}
            intents:
              work: {goal: Pay, allow: [invoice.enter, invoice.pay, invoice.match]}
            rules:
              - id: R-1
                title: Whoever enters an invoice does not pay it
                waivable: true
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
              eve: {owner: e, root: true}
            people:
              dana: {owner: d, groups: [on-call]}
              carl: {owner: c, groups: [on-call, security]}
              bert: {owner: b, groups: [security]}
              anna: {owner: a, groups: [on-call, security]}
            scenarios:
              - name: A story
                steps:
            """;

    private static final String OPEN = """
            - {open: t, by: ada, intent: work}
            - {call: erp/enter, by: ada, task: t, as: enter, args: {}, result: {id: I-1}}
            - {break-glass: fire, by: dana, agent: ada}
            - {confirm: fire, by: carl}
            """;

    private static ScenarioReport play(String steps) {
        return play("opening: two-people", steps);
    }

    private static ScenarioReport play(String opening, String steps) {
        MemoryTree files = new MemoryTree(Map.of(
                "interlock.yaml",
                BUNDLE.replace("OPENING", opening).getBytes(StandardCharsets.UTF_8),
                "tests/one.yaml",
                (CAST + steps.indent(6)).getBytes(StandardCharsets.UTF_8)));
        return ScenarioSuite.run((PolicyBundle.Compiled) PolicyBundle.load(files), files);
    }

    private static void assertPlays(ScenarioReport report) {
        assertThat(report.diagnostics()).isEmpty();
    }

    @Test
    void aWaivableRuleIsWaivedAndNoOther() {
        assertPlays(play(OPEN + """
                - {call: erp/match, by: eve, runtime: other, task: fire, args: {id: I-1}, expect: {verdict: deny, code: task-not-yours}}
                - {call: erp/pay, by: ada, task: fire, args: {id: I-1}, expect: {verdict: deny, code: not-waivable}}
                - {open: e, by: eve, intent: work}
                - {call: erp/match, by: eve, task: e, args: {id: I-1}}
                - call: erp/pay
                  by: ada
                  task: fire
                  args: {id: I-1}
                  expect: {verdict: permit, code: duty-conflict, rule: R-1, key: invoice/I-1, witness: [enter]}
                - {call: erp/pay, by: ada, task: t, args: {id: I-1}, expect: {verdict: deny, code: duty-conflict}}
                """));
    }

    @Test
    void aLaneIsForItsDutiesAndObjects() {
        assertPlays(play("""
                - {break-glass: fire, by: dana, agent: ada, duties: [invoice.match], objects: [invoice/I-1]}
                - {confirm: fire, by: carl}
                - {call: erp/pay, by: ada, task: fire, args: {id: I-1}, expect: {verdict: deny, code: outside-lane}}
                - {call: erp/match, by: ada, task: fire, args: {id: I-2}, expect: {verdict: deny, code: outside-objects}}
                - {call: erp/match, by: ada, task: fire, args: {id: I-1}}
                - {break-glass: more, by: anna, agent: ada, duties: [invoice.enter], expect: outside-lane}
                """));
    }

    @Test
    void whatWasDoneInItMeetsARequirementOnlyOnceItIsAccepted() {
        String until = """
                - {open: e, by: eve, intent: work}
                - {call: erp/enter, by: eve, task: e, args: {}, result: {id: I-2}}
                - {break-glass: fire, by: dana, agent: ada}
                - {confirm: fire, by: carl}
                - {call: erp/match, by: ada, task: fire, as: match, args: {id: I-2}}
                - {close: fire, by: dana}
                - {open: t, by: ada, intent: work}
                """;
        String others = """
                - {open: c, by: eve, intent: work}
                - {call: erp/pay, by: eve, task: c, args: {id: I-2}, expect: {verdict: deny, rule: R-1}}
                """;
        String pay = "- {call: erp/pay, by: ghost, task: g, args: {id: I-2}, expect: %s}\n";
        String ghost = "- {open: g, by: ghost, intent: work}\n";
        String cast = CAST.replace("people:", "  ghost: {owner: g, root: true}\npeople:");
        assertPlays(playAs(
                cast,
                until + others + ghost + pay.formatted("{verdict: hold, code: requirement-missing}")
                        + "- {review: fire, by: bert}\n" + pay.formatted("permit")));
        assertPlays(playAs(
                cast,
                until + ghost + "- {review: fire, by: bert, outcome: disputed}\n"
                        + pay.formatted("{verdict: hold, code: requirement-missing}")));
    }

    private static ScenarioReport playAs(String cast, String steps) {
        MemoryTree files = new MemoryTree(Map.of(
                "interlock.yaml",
                BUNDLE.replace("OPENING", "opening: two-people").getBytes(StandardCharsets.UTF_8),
                "tests/one.yaml",
                (cast + steps.indent(6)).getBytes(StandardCharsets.UTF_8)));
        return ScenarioSuite.run((PolicyBundle.Compiled) PolicyBundle.load(files), files);
    }

    @Test
    void whoOpensConfirmsAndReviewsAreIndependent() {
        assertPlays(play("""
                - {break-glass: no, by: bert, agent: ada, expect: not-in-group}
                - {break-glass: fire, by: dana, agent: ada}
                - {confirm: fire, by: dana, expect: not-independent}
                - {confirm: fire, by: bert, expect: not-in-group}
                - {review: fire, by: bert, expect: lane-open}
                - {confirm: fire, by: carl}
                - {confirm: fire, by: carl, expect: lane-ended}
                - {review: fire, by: bert, expect: lane-open}
                - {close: fire, by: carl}
                - {review: fire, by: dana, expect: not-in-group}
                - {review: fire, by: carl, expect: not-independent}
                - {review: fire, by: anna, expect: not-independent}
                - {break-glass: second, by: dana, agent: ada, expect: lane-unreviewed}
                - {review: fire, by: bert}
                - {review: fire, by: bert, expect: lane-reviewed}
                - {break-glass: third, by: dana, agent: ada}
                """));
    }

    @Test
    void aTicketStandsForTheSecondPerson() {
        assertPlays(play("opening: ticket", """
                - {break-glass: no, by: dana, agent: ada, expect: ticket-required}
                - {break-glass: long, by: dana, agent: ada, ticket: INC-1, time: 31m, expect: lane-limit-exceeded}
                - {break-glass: fire, by: dana, agent: ada, ticket: INC-1, time: 10m}
                - {call: erp/match, by: ada, task: fire, args: {id: I-1}}
                - {advance: 11m}
                - {call: erp/match, by: ada, task: fire, args: {id: I-1}, expect: {verdict: deny, code: task-ended}}
                - {review: fire, by: bert}
                """));
    }

    @Test
    void whoActsInItActsNowhereElseAndTheOtherWayRound() {
        assertPlays(play(OPEN + """
                - {call: erp/match, by: ada, runtime: ada-1, task: fire, args: {id: I-1}, expect: {verdict: deny, code: runtime-not-fresh}}
                - {call: erp/match, by: ada, runtime: ada-2, task: fire, args: {id: I-1}}
                - {call: erp/match, by: ada, runtime: ada-2, task: t, args: {id: I-1}, expect: {verdict: deny, code: runtime-in-lane}}
                - {close: fire, by: dana}
                - {call: erp/match, by: ada, runtime: ada-2, task: t, args: {id: I-1}, expect: {verdict: deny, code: runtime-in-lane}}
                """));
    }

    @Test
    void aProposalThatNobodyConfirmsIsOver() {
        assertPlays(play("""
                - {break-glass: fire, by: dana, agent: ada}
                - {advance: 16m}
                - {confirm: fire, by: carl, expect: proposal-expired}
                """));
    }
}
