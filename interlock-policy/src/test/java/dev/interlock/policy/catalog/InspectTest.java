package dev.interlock.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Inspection;
import dev.interlock.policy.Bundles;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.secret.Fingerprint;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is looked for in answers, from the bundle on. */
class InspectTest {

    private static final String FINGERPRINT =
            Fingerprint.of("correct horse battery", new Random(1)).toString();

    private static final PolicyBundle.Compiled BUNDLE = Bundles.compiled("""
        server: mail
        secrets: {safe-word: '%s'}
        inspect: [{secrets: any}]
        tools:
          list: {duty: mail.read, risk: low}
          read:
            duty: mail.read
            risk: low
            inspect:
              - {id: class, when: 'result.class == "internal"', label: internal, withhold: false}
              - {id: word, when: 'text.contains("CONFIDENTIAL") || args.strict == true'}
              - {id: safe, secrets: safe-word, label: vault}
          send: {duty: mail.send, risk: low, inspect: []}
        intents:
          all: {goal: All, allow: [mail.read, mail.send]}
        rules:
          - id: R-1
            title: Nothing internal for the strict
            forbid: {mark: label/internal, when: 'args.strict == true'}
        """.formatted(FINGERPRINT));

    private static Inspection inspect(String tool, Map<String, Object> result, String text) {
        return BUNDLE.catalog()
                .inspect(
                        "mail",
                        tool,
                        Map.of("strict", false),
                        Answered.ofTool(result, null, text, List.of(result, text)));
    }

    @Test
    void whatIsFoundIsALabelOrAReason() {
        assertThat(inspect("read", Map.of("class", "public"), "").labels()).isEmpty();
        Inspection internal = inspect("read", Map.of("class", "internal"), "");
        assertThat(internal.labels()).containsExactly("label/internal");
        assertThat(internal.reasons()).isEmpty();
        assertThat(internal.conditions()).isEqualTo(Map.of("R-1", false));
        Inspection word = inspect("read", Map.of("class", "public"), "it is CONFIDENTIAL");
        assertThat(word.labels()).isEmpty();
        assertThat(word.reasons()).containsExactly("the check `word` found it");
        Inspection secret = inspect("read", Map.of("class", "public"), "say correct horse battery");
        assertThat(secret.labels()).containsExactly("label/vault");
        assertThat(secret.reasons()).containsExactly("it contains a secret: safe-word");
    }

    @Test
    void aCheckThatCannotBeMadeWithholds() {
        assertThat(inspect("read", Map.of(), "").reasons())
                .containsExactly("the check `class` could not be carried out");
        assertThat(inspect("read", Map.of("class", List.of(1L)), "").reasons()).isEmpty();
        assertThat(BUNDLE.catalog()
                        .inspect("mail", "read", Map.of(), Answered.ofTool(Map.of("class", "x"), null, "", ""))
                        .reasons())
                .containsExactly("the check `word` could not be carried out");
    }

    @Test
    void theOnlyTextMayBeJson() {
        var answered = Answered.ofTool(null, "{\"class\":\"internal\"}", "", "");
        assertThat(BUNDLE.catalog().inspect("mail", "read", Map.of("strict", true), answered))
                .satisfies(found -> assertThat(found.labels()).containsExactly("label/internal"))
                .satisfies(found -> assertThat(found.conditions()).isEqualTo(Map.of("R-1", true)));
    }

    @Test
    void aFileSaysItForToolsThatSayNothing() {
        assertThat(BUNDLE.catalog().inspects("mail", "list")).isTrue();
        assertThat(inspect("list", Map.of(), "correct horse battery").labels()).containsExactly("label/secret");
        assertThat(BUNDLE.catalog().inspects("mail", "send")).isFalse();
        assertThat(BUNDLE.catalog().inspects("mail", "unheard-of")).isFalse();
    }

    @Test
    void whoIsInspectedMayAskNothingUnlessItIsSaid() {
        assertThat(BUNDLE.catalog().mayAsk("mail", "read", ToolEntry.Ask.ELICITATION))
                .isFalse();
        assertThat(BUNDLE.catalog().mayAsk("mail", "send", ToolEntry.Ask.ELICITATION))
                .isTrue();
        PolicyBundle.Compiled asking = Bundles.compiled("""
            server: mail
            tools: {read: {duty: mail.read, risk: low, inspect: [{secrets: any}], asks: elicitation}}
            intents: {all: {goal: All, allow: [mail.read]}}
            """);
        assertThat(asking.catalog().mayAsk("mail", "read", ToolEntry.Ask.ELICITATION))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{label: x}] | a check must look for `secrets` or have a condition `when`",
                "[{secrets: any, when: 'true'}] | a check must look for `secrets` or have a condition `when`",
                "[{secrets: [jtw]}] | `jtw` is neither a known form of secret nor one of `secrets`",
                "[{when: 'result.a == 1', withhold: false}] | a check that does not withhold needs a `label`",
                "[{when: 'object.a == 1'}] | `object` is not available in conditions",
                "[{when: 'text'}] | a condition must be true or false",
                "[{secrets: any, withhold: maybe}] | `withhold` cannot be `maybe`",
                "{secrets: any} | `inspect` must be a list",
                "[{secrets: any, because: x}] | because"
            })
    void mistakesAreTold(String inspect, String message) {
        assertThat(mistakes("""
            server: mail
            tools: {read: {duty: mail.read, risk: low, inspect: %s}}
            intents: {all: {goal: All, allow: [mail.read]}}
            """.formatted(inspect.strip()))).anyMatch(told -> told.contains(message.strip()));
    }

    @Test
    void aSecretInThePlaceOfAFingerprintIsNotRepeated() {
        assertThat(mistakes("""
            server: mail
            secrets: {db: hunter2hunter2, any: '%s'}
            """.formatted(FINGERPRINT)))
                .anyMatch(told -> told.contains("not a fingerprint"))
                .anyMatch(told -> told.contains("there is already a secret called `any`"))
                .noneMatch(told -> told.contains("hunter2"));
    }

    private static List<String> mistakes(String sections) {
        PolicyBundle loaded = PolicyBundle.load(Bundles.with(sections));
        assertThat(loaded).isInstanceOf(PolicyBundle.Rejected.class);
        return loaded.diagnostics().stream().map(Diagnostic::message).toList();
    }
}
