package dev.interlock.server.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.policy.argument.ArgumentSchema;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls in the words of their catalogue, with values that an agent chose to mislead whoever reads them. */
class CallPhraseTest {

    private static final String BUNDLE = """
        interlock: v1
        name: test
        owner: controls@example.com
        independence: {line: [owner]}
        risk: {high: {independence: line, on-conflict: deny, on-missing: deny}}
        server: erp
        objects: {vendor: {id: {form: text}}, payment: {id: {form: text}}}
        tools:
          pay:
            duty: payment.release
            say: 'Pay {amount} to {payee}: {note}'
            on: {payment: args.payment}
            amount: {value: args.amount, unit: args.currency}
            values: {payee: {path: args.iban, ignore: [case, spaces]}}
            show: [args.note]
          lock:
            duty: vendor.lock
            say: Lock {object} {args.vendor}
            on: {vendor: args.vendor}
            all: {vendor: 'args.vendor == "ALL"'}
          tell: {duty: vendor.tell, say: 'Tell {args.to}', show: args.to}
          run: {duty: vendor.run, say: 'Run {sql} now', show: args.sql, any-of: [{when: 'args.sql == "1"', duty: vendor.one}], otherwise: everything}
          mute: {duty: vendor.mute, on: {vendor: args.vendor}}
        intents: {all: {goal: All, allow: [payment.release, vendor.lock, vendor.tell, vendor.run, vendor.one, vendor.mute]}}
        """;

    private static final PolicyBundle.Compiled COMPILED = compiled();
    private static final CallPhrases PHRASES = new CallPhrases(
            digest -> digest.equals(COMPILED.digest()) ? Optional.of(COMPILED.catalog()) : Optional.empty());

    private static PolicyBundle.Compiled compiled() {
        PolicyBundle bundle =
                PolicyBundle.load(new MemoryTree(Map.of("interlock.yaml", BUNDLE.getBytes(StandardCharsets.UTF_8))));
        assertThat(bundle).as("%s", bundle.diagnostics()).isInstanceOf(PolicyBundle.Compiled.class);
        return (PolicyBundle.Compiled) bundle;
    }

    private static CallFacts facts(String tool, Map<String, ?> args) {
        return COMPILED.catalog().facts("erp", tool, args, "sha-256:1", new ArgumentSchema.Untold());
    }

    private static String say(String tool, Map<String, ?> args) {
        return PHRASES.say(COMPILED.digest(), facts(tool, args));
    }

    private static String pay(String name, Object value) {
        Map<String, Object> args =
                new HashMap<>(Map.of("payment", "P-1", "amount", "5", "currency", "EUR", "iban", "DE89", "note", "N1"));
        args.put(name, value);
        return say("pay", args);
    }

    private static String tell(String to) {
        return say("tell", Map.of("to", to));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1200.5 | EUR | 1,200.50 EUR",
                "1200.50 | EUR | 1,200.50 EUR",
                "1234567 | EUR | 1,234,567 EUR",
                "0.125 | EUR | 0.125 EUR",
                "2.5 | seats | 2.5 seats",
                "123456789012345.123456 | EUR | 123,456,789,012,345.123456 EUR",
                "0 | EUR | 0 EUR",
                "1000 | EUR | 1,000 EUR"
            })
    void amountsAreGroupedAndNeverRounded(String amount, String unit, String read) {
        Map<String, Object> args =
                Map.of("payment", "P-1", "amount", amount, "currency", unit, "iban", "DE89", "note", "N1");
        assertThat(say("pay", args)).isEqualTo("Pay " + read + " to DE89: N1");
    }

    /** The rules take two spellings for one account; whoever approves sees the one that was sent, all of it. */
    @Test
    void anAccountStandsInFullAsItWasSent() {
        assertThat(pay("iban", "de89 3704 0044 0532 0130 00"))
                .isEqualTo("Pay 5 EUR to \"de89 3704 0044 0532 0130 00\": N1");
        assertThat(pay("iban", "D1".repeat(128))).isEqualTo("Pay 5 EUR to " + "D1".repeat(128) + ": N1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "V-42 | V-42",
                "v_4.2-x | v_4.2-x",
                "nobody | \"nobody\"",
                "Acme (already approved) | \"Acme (already approved)\"",
                "5: | \"5:\"",
                "-5 | \"-5\"",
                "5..6 | \"5..6\"",
                "a/5 | \"a/5\"",
                "'' | \"\"",
                "' 5' | \" 5\"",
                "\u0665\u0666 | \"\u0665\u0666\"",
                "\uff15 | \"\uff15\"",
                "O'Neil | \"O'Neil\"",
                "Zo\u00eb e\u0301 | \"Zo\u00eb e\u0301\""
            })
    void aValueIsSetApartUnlessItIsPlainlyAnId(String value, String read) {
        assertThat(tell(value)).isEqualTo("Tell " + read);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A\" to \"B | \"A\\\" to \\\"B\"",
                "A\\ | \"A\\\\\"",
                "A\u201d B | \"A\\u{201d} B\"",
                "A\u201e\u00ab\uff02\u2033 | \"A\\u{201e}\\u{ab}\\u{ff02}\\u{2033}\"",
                "A\u2018\u2019 B' ' | \"A\u2018\\u{2019} B' '\"",
                "O\u2019Neil | \"O\u2019Neil\""
            })
    void nothingPassesForTheEndOfTheQuotation(String value, String read) {
        assertThat(tell(value)).isEqualTo("Tell " + read);
    }

    @Test
    void whatNobodySeesIsWrittenOut() {
        assertThat(tell("A\n5\u001b[2J\u202eB\u200b\u00a0C\u3000\ue000\ud800\u2028\u3164\ufe0f\u2066"))
                .isEqualTo("Tell \"A\\u{a}5\\u{1b}[2J\\u{202e}B\\u{200b}\\u{a0}C\\u{3000}\\u{e000}\\u{d800}\\u{2028}"
                        + "\\u{3164}\\u{fe0f}\\u{2066}\"");
        assertThat(tell("\u0338A\u0301\u0301\u0301B\u20dd"))
                .as("marks on the quotation, stacks of them, and signs around others")
                .isEqualTo("Tell \"\\u{338}A\u0301\u0301\\u{301}B\\u{20dd}\"");
    }

    @Test
    void aLongTextIsBoundedAndItsLengthTold() {
        String longest = "a b".repeat(40);
        assertThat(pay("note", longest)).isEqualTo("Pay 5 EUR to DE89: \"" + longest + "\"");
        assertThat(pay("note", longest + "c")).isEqualTo("Pay 5 EUR to DE89: \"" + longest + "...\" (121 characters)");
        assertThat(pay("note", "x".repeat(119) + "\ud83d\ude00" + "y"))
                .as("no half of a character")
                .isEqualTo("Pay 5 EUR to DE89: \"" + "x".repeat(119) + "...\" (122 characters)");
        assertThat(pay("note", "x".repeat(70_000)))
                .isEqualTo("Pay 5 EUR to DE89: \"" + "x".repeat(120) + "...\" (70,000 characters)");
    }

    /** The record says itself how long a text was that it cut, and an agent may write the same. */
    @Test
    void noTextLiesAboutItsLength() {
        String lie = "x".repeat(120) + "... (cut: it has 12 characters)";
        assertThat(pay("note", lie)).endsWith("...\" (" + lie.length() + " characters)");
        assertThat(pay("note", lie.repeat(20))).endsWith("...\" (3,020 characters)");
    }

    @Test
    void whatIsMissingOrUnreadableReadsByToolAndObject() {
        assertThat(pay("amount", "lots")).isEqualTo("erp/pay on payment/P-1");
        assertThat(pay("iban", " DE89")).isEqualTo("erp/pay on payment/P-1");
        assertThat(pay("note", Map.of("text", "N1"))).isEqualTo("erp/pay on payment/P-1");
        assertThat(say("tell", Map.of())).isEqualTo("erp/tell");
        assertThat(say("mute", Map.of("vendor", "V-1"))).isEqualTo("erp/mute on vendor/V-1");
        assertThat(say("unknown", Map.of())).isEqualTo("erp/unknown");
        assertThat(PHRASES.say("sha-256:other", facts("tell", Map.of("to", "A5"))))
                .isEqualTo("erp/tell");
    }

    /** The words are about what the entry knows, and this call may do something else. */
    @Test
    void aCallThatCanDoAnythingOrOfAChangedToolReadsByTool() {
        assertThat(say("run", Map.of("sql", "1"))).isEqualTo("Run 1 now");
        assertThat(say("run", Map.of("sql", "2"))).isEqualTo("erp/run");
        assertThat(PHRASES.say(
                        COMPILED.digest(), facts("tell", Map.of("to", "A5")).changed("sha-256:2")))
                .isEqualTo("erp/tell");
    }

    @Test
    void anObjectHasItsType() {
        assertThat(say("lock", Map.of("vendor", "acme"))).isEqualTo("Lock vendor/acme \"acme\"");
        assertThat(say("lock", Map.of("vendor", "acme and 2 more")))
                .isEqualTo("Lock vendor/\"acme and 2 more\" \"acme and 2 more\"");
        assertThat(say("lock", Map.of("vendor", "shop@1.2.0/a:b+c_d"))).startsWith("Lock vendor/shop@1.2.0/a:b+c_d ");
        assertThat(say("lock", Map.of("vendor", "a//b"))).startsWith("Lock vendor/\"a//b\" ");
        assertThat(say("lock", Map.of("vendor", "ALL"))).isEqualTo("Lock every vendor \"ALL\"");
    }

    /** What is drawn after such letters may stand before them: the sum, or the end of the quotation. */
    @Test
    void lettersFromRightToLeftAreTheLastOfAllOrNotThere() {
        assertThat(tell("\u05d0\u05d1 5")).isEqualTo("Tell \"\u05d0\u05d1 5\"");
        assertThat(pay("note", "\u0627\u0644")).isEqualTo("Pay 5 EUR to DE89: \"\u0627\u0644\"");
        assertThat(pay("iban", "\u0627\u0644")).isEqualTo("erp/pay on payment/P-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"N1", "\u202eN", "a\tb", "\"", "\\u{202e}", "\ud83d\ude00", "\u200d"})
    void aPhraseIsSafeToShow(String note) {
        String phrase = pay("note", note);
        assertThat(phrase).startsWith("Pay 5 EUR");
        assertThat(Plain.of(phrase)).isEqualTo(phrase);
    }
}
