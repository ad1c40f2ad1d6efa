package dev.interlock.policy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.Bundles;
import dev.interlock.policy.Folders;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class ScenarioSuiteTest {

    private final PolicyBundle.Compiled bundle = (PolicyBundle.Compiled) PolicyBundle.load(Folders.accountsPayable());

    private static final String CAST = """
        agents:
          ada: {owner: a, origin: o, model: m, root: true}
        people:
          dana: {groups: [ap-approvers]}
        scenarios:
          - name: A story
            steps:
        """;

    private ScenarioReport play(String steps) {
        String text = CAST + steps.indent(6);
        return ScenarioSuite.run(
                bundle, new MemoryTree(Map.of("tests/one.yaml", text.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void theExampleComesOutAsItsScenariosSay() {
        ScenarioReport report = ScenarioSuite.run(bundle, Folders.accountsPayable());
        assertThat(report.passed()).as(report.text(false)).isTrue();
        assertThat(report.outcomes()).hasSizeGreaterThan(25);
        assertThat(report.text(false))
                .endsWith(report.outcomes().size() + " of " + report.outcomes().size() + " scenarios passed\n");
    }

    @Test
    void everyVerdictOfTheExampleIsSeenToBeChecked() {
        // Without its rules every scenario that expects a conflict, a hold or a limit has to fail.
        SortedMap<String, byte[]> files = Bundles.files(Folders.accountsPayable());
        files.put("rules/sod.yaml", "rules: []\n".getBytes(StandardCharsets.UTF_8));
        PolicyBundle loaded = PolicyBundle.load(new MemoryTree(files));
        assertThat(loaded).isInstanceOf(PolicyBundle.Compiled.class);
        String payments =
                new String(files.get("tests/payments.yaml"), StandardCharsets.UTF_8).replaceAll(", rule: AP-0\\d", "");
        files.put("tests/payments.yaml", payments.getBytes(StandardCharsets.UTF_8));
        ScenarioReport report = ScenarioSuite.run((PolicyBundle.Compiled) loaded, new MemoryTree(files));
        assertThat(report.outcomes())
                .filteredOn(o -> o.file().equals("tests/payments.yaml"))
                .filteredOn(ScenarioReport.Outcome::passed)
                .extracting(ScenarioReport.Outcome::name)
                .containsExactly("A payment without an amount is denied");
    }

    @Test
    void aVerdictThatDiffersIsReportedAtItsPlaceWithWhatWasFound() {
        ScenarioReport report = play("""
            - {open: t, by: ada, intent: review}
            - call: erp/create_vendor
              by: ada
              task: t
              args: {name: Acme, iban: DE89}
              expect: permit
            """);
        assertThat(report.passed()).isFalse();
        assertThat(report.text(false))
                .contains("FAIL  tests/one.yaml: A story")
                .contains("expected permit, got deny")
                .contains("--> tests/one.yaml:13:17")
                .contains("found: `outside-intent`")
                .endsWith("0 of 1 scenarios passed\n");
    }

    @Test
    void aWrongWitnessDiffers() {
        ScenarioReport report = play("""
            - {open: t, by: ada, intent: settle-payables}
            - {call: erp/create_vendor, as: first, by: ada, task: t, args: {name: A, iban: X}, result: {vendor_id: V-1}}
            - {call: erp/create_vendor, as: other, by: ada, task: t, args: {name: B, iban: Y}, result: {vendor_id: V-2}}
            - {call: erp/register_invoice, by: ada, task: t, args: {vendor_id: V-1, amount: 1, currency: EUR}, result: {invoice_id: I-1}}
            - {call: erp/prepare_payment, by: ada, task: t, args: {vendor_id: V-1, invoice_id: I-1, amount: 1, currency: EUR, iban: X}, result: {payment_id: P-1}}
            - call: erp/release_payment
              by: ada
              task: t
              args: {payment_id: P-1, amount: 1, currency: EUR, iban: X}
              expect: {verdict: deny, code: duty-conflict, witness: [other]}
            """);
        assertThat(report.text(false))
                .contains("expected deny with `duty-conflict` because of `other`, got deny")
                .contains("`duty-conflict` by `AP-01` on `vendor/V-1` because of `first`");
    }

    @Test
    void aResultThatNamesNothingIsReported() {
        ScenarioReport report = play("""
            - {open: t, by: ada, intent: settle-payables}
            - {call: erp/create_vendor, by: ada, task: t, args: {name: A, iban: X}}
            """);
        assertThat(report.text(false))
                .contains("does not name what the call creates")
                .contains("`result.vendor_id`");
    }

    @Test
    void mistakesOfAFileAreReportedAllAtOnceAndNothingIsRun() {
        ScenarioReport report = play("""
            - {open: t, by: adda, intent: review}
            - {call: erp/list_vendors, by: ada, task: u}
            - {call: list_vendors, by: ada}
            - {approve: x, by: dana}
            - {call: erp/list_vendors, by: ada, expect: {verdict: deny, code: duty-conflikt, rule: AP-1}}
            - {wait: 3d}
            - {advance: soon}
            - {settle: t, outcome: maybe}
            """);
        assertThat(report.passed()).isFalse();
        assertThat(report.diagnostics()).hasSizeGreaterThanOrEqualTo(9);
        assertThat(report.text(false))
                .contains("did you mean `ada`?", "did you mean `duty-conflict`?", "did you mean `AP-01`?")
                .contains("a step in which nothing happens");
    }

    @Test
    void aCallExpectsCodesOfFindingsAndARequestCodesOfRefusals() {
        ScenarioReport report = play("""
            - {open: t, by: ada, intent: review, expect: duty-conflict}
            - {call: erp/list_vendors, by: ada, expect: {verdict: deny, code: hold-closed}}
            - {open: u, by: ada, intent: review, expect: intent-not-granted}
            - {call: erp/list_vendors, by: ada, expect: {verdict: deny, code: intent-not-granted}}
            """);
        assertThat(report.diagnostics()).hasSize(2);
        assertThat(report.text(false))
                .contains("`expect` cannot be `duty-conflict`", "known: `acceptance-unknown`, `agent-suspended`")
                .contains("`code` cannot be `hold-closed`", "known: `act-distant`, `act-not-asked`, `agent-suspended`");
    }

    @Test
    void aBundleWithoutScenariosPasses() {
        ScenarioReport report = ScenarioSuite.run(bundle, new MemoryTree(Map.of()));
        assertThat(report.passed()).isTrue();
        assertThat(report.text(false)).isEqualTo("0 of 0 scenarios passed\n");
    }

    @Test
    void aCallGoesOnWithAnswers() {
        PolicyBundle.Compiled asking = (PolicyBundle.Compiled) PolicyBundle.load(Bundles.with("""
            server: erp
            objects: {vendor: {}}
            tools:
              pay:
                duty: payment.release
                values: {payee: 'args["mcp:answers"].q1.content.iban?'}
                creates: {vendor: result.id}
                risk: low
            intents:
              all: {goal: All, allow: [payment.release]}
            rules:
              - id: R-1
                title: One at a time
                limit: {of: payment.release, per: domain, max: 1}
                risk: top
            """));
        ScenarioReport report = ScenarioSuite.run(
                asking,
                new MemoryTree(Map.of("tests/one.yaml", (CAST + """
                    - {open: t, by: ada, intent: all}
                    - {call: erp/pay, as: first, by: ada, task: t, args: {n: 1}, outcome: in-flight}
                    - call: erp/pay
                      by: ada
                      task: t
                      expect: {verdict: deny, code: limit-exceeded, witness: [first]}
                    - call: erp/pay
                      as: second
                      continues: first
                      by: ada
                      task: t
                      answers: {q1: {action: accept, content: {iban: X}}}
                      outcome: in-flight
                    - {settle: first, result: {id: V-1}, expect: call-unknown}
                    - {call: erp/pay, continues: first, by: ada, task: t, expect: {verdict: deny, code: continuation-invalid}}
                    - {call: erp/pay, continues: second, as: third, by: ada, task: t, answers: {q2: {}}, outcome: in-flight}
                    - {settle: third, result: {id: V-1}}
                    """.indent(6)).getBytes(StandardCharsets.UTF_8))));
        assertThat(report.passed()).as(report.text(false)).isTrue();
    }

    @Test
    void answersBelongToACall() {
        String report = play("""
            - {open: t, by: ada, intent: settle-payables}
            - {call: erp/create_vendor, by: ada, task: t, args: {name: A, iban: X}, answers: {q1: {}}}
            """).text(false);
        assertThat(report).contains("a step needs `continues`").contains("continues: first");
    }
}
