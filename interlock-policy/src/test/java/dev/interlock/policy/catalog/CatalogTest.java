package dev.interlock.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.Bundles;
import dev.interlock.policy.argument.ArgumentSchema;
import dev.interlock.policy.compile.PolicyBundle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogTest {

    private static final PolicyBundle.Compiled BUNDLE = Bundles.compiled("""
        server: erp
        no-effect: [401-challenge, 404-session, is-error]
        objects: {vendor: {}, payment: {of: {vendor: one}}}
        tools:
          read: {duty: vendor.read, on: {vendor: args.id}, effect: read, risk: low, no-effect: []}
          pay:
            duty: [payment.release, payment.close]
            on: {payment: args.payment.id}
            check: {vendor: args.vendor?}
            amount: {value: args.amount, unit: args.currency}
            values: {payee: args.iban}
            labels: untrusted
            sink: external
            secret: [args.password, args.login.token]
            show: [args.note, args.login]
          create: {duty: vendor.create, creates: {vendor: result.vendor.id}, risk: mid}
          run_sql:
            any-of:
              - {id: query, when: 'sql.isSelect(args.sql)', duty: vendor.read, effect: read, risk: low}
              - {when: 'args.sql == "call clean()"', duty: vendor.clean, risk: mid}
            otherwise: everything
          narrow:
            any-of: [{when: 'args.mode == "dry"', duty: vendor.read, risk: low, effect: read}]
        intents:
          all: {goal: All, allow: [vendor.read, vendor.create, vendor.clean, payment.release, payment.close]}
        """);

    private static CallFacts facts(String tool, Map<String, ?> args) {
        return BUNDLE.facts("erp", tool, args, "sha-256:ab");
    }

    @ParameterizedTest
    @CsvSource({"low, low, low", "low, mid, mid", "mid, low, mid", "top, mid, top", "low, of-an-earlier-bundle, top"})
    void theStricterOfTwoTiersIsTheOneThatTheBundleNamesLater(String one, String other, String stricter) {
        assertThat(BUNDLE.catalog().stricter(one, other)).isEqualTo(stricter);
    }

    private static Map<String, Object> payment() {
        return new HashMap<>(Map.of(
                "payment",
                Map.of("id", "P-1"),
                "amount",
                10L,
                "currency",
                "EUR",
                "iban",
                "DE89",
                "password",
                "hunter2"));
    }

    @Test
    void aCallIsMappedWhole() {
        Map<String, Object> args = payment();
        args.put("note", "rent");
        args.put("login", Map.of("user", "u", "token", "hunter2"));
        args.put("other", "not shown");
        CallFacts facts = facts("pay", args);
        assertThat(facts.faults()).isEmpty();
        assertThat(facts.argumentsDigest()).isEqualTo("sha-256:ab");
        assertThat(facts.marks())
                .containsExactly("label/untrusted", "payment.close", "payment.release", "sink/external");
        assertThat(facts.objects()).hasToString("[payment/P-1]");
        assertThat(facts.checks()).isEmpty();
        assertThat(facts.risk()).as("not classified, so the strictest").isEqualTo("top");
        assertThat(facts.writes()).isTrue();
        assertThat(facts.projection())
                .hasToString("{args.amount=10, args.currency=EUR, args.iban=DE89,"
                        + " args.login.user=u, args.note=rent, args.payment.id=P-1}");
        assertThat(facts.toString()).doesNotContain("hunter2", "not shown");
    }

    /** What is shown of this note, and whether there is more. */
    private static Map<String, Object> shown(Object note) {
        Map<String, Object> args = payment();
        args.put("note", note);
        Map<String, Object> shown = new TreeMap<>(facts("pay", args).projection());
        shown.keySet().removeIf(name -> !name.equals("args") && !name.startsWith("args.note"));
        return shown;
    }

    @Test
    void aDecoyIsNotShownInPlaceOfTheArgument() {
        assertThat(shown(Map.of("to", Map.of("iban", "EVIL"), "to.iban", "GOOD")))
                .isEqualTo(Map.of("args.note.to.iban", "EVIL", "args.note[\"to.iban\"]", "GOOD"));
        assertThat(shown(Map.of("a\"].b", 1L, "a", Map.of("b", 2L))))
                .isEqualTo(Map.of("args.note[\"a\\\"].b\"]", 1L, "args.note.a.b", 2L));
    }

    @Test
    void whatIsCutOrLeftOutIsSaid() {
        assertThat(shown("x".repeat(5_000)).get("args.note"))
                .isEqualTo("x".repeat(1_024) + "... (cut: it has 5000 characters)");
        assertThat(shown(Collections.nCopies(65, "x"))).hasSize(61).containsEntry("args", "not everything is shown");
        assertThat(shown(Map.of("k".repeat(65), "x"))).isEqualTo(Map.of("args", "not everything is shown"));
        assertThat(shown(Map.of("a", Map.of("b", Collections.nCopies(60, "\u0001".repeat(1_024))))))
                .as("as much as a leaf of the ledger holds")
                .hasSizeBetween(5, 8)
                .containsKey("args");
    }

    @Test
    void anIntegerThatTheRecordCannotHoldIsText() {
        assertThat(shown(9_007_199_254_740_991L)).containsValue(9_007_199_254_740_991L);
        assertThat(shown(9_007_199_254_740_992L)).containsValue("9007199254740992");
        assertThat(shown(Long.MIN_VALUE)).containsValue("-9223372036854775808");
    }

    @Test
    void aSecretIsNotShownThroughAListOrAsAText() {
        for (Object login : List.of(
                List.of(Map.of("user", "u", "token", "hunter2")),
                List.of(List.of(Map.of("token", List.of("hunter2")))),
                "{\"token\": \"hunter2\"}")) {
            Map<String, Object> args = payment();
            args.put("login", login);
            args.put("unread", 1L);
            var call = BUNDLE.catalog().read("erp", "pay", args, "sha-256:ab", new ArgumentSchema.Untold());
            assertThat(call.facts().projection().toString()).doesNotContain("hunter2");
            assertThat(call.further().toString()).contains("unread").doesNotContain("hunter2");
        }
    }

    /** The server gets one spelling of each number, so that is what is shown, recorded and looked up. */
    @CsvSource({
        "5.0,5",
        "5e0,5",
        "0.5e1,5",
        "50E-1,5",
        "-0,0",
        "-0.0,0",
        "1.50,1.5",
        "1e-7,0.0000001",
        "9.007199254740992e15,9007199254740992"
    })
    @ParameterizedTest
    void aNumberIsShownInOneSpelling(String written, String told) {
        assertThat(shown(new BigDecimal(written)).get("args.note")).hasToString(told);
    }

    @Test
    void anUnknownToolHasFactsAndNoMarks() {
        CallFacts facts = BUNDLE.facts("crm", "pay", Map.of("a", 1L), "sha-256:ab");
        assertThat(facts.tool()).isEqualTo("crm/pay");
        assertThat(facts.marks()).isEmpty();
        assertThat(facts.risk()).isEqualTo("top");
        assertThat(facts.projection()).isEmpty();
        assertThat(BUNDLE.catalog().noEffect("crm", "pay")).isEqualTo(NoEffect.BY_DEFAULT);
    }

    static Stream<Arguments> ids() {
        return Stream.of(
                Arguments.of("V-1", "V-1"),
                Arguments.of(42L, "42"),
                Arguments.of(42, "42"),
                Arguments.of("a b/ü", "a b/ü"),
                Arguments.of("", null),
                Arguments.of(" V-1", null),
                Arguments.of("V-1\u00a0", null),
                Arguments.of("V-1\n", null),
                Arguments.of("V\u200b-1", null),
                Arguments.of("V\u0000", null),
                Arguments.of("V\u034f-1", null),
                Arguments.of("V\u3164-1", null),
                Arguments.of("V-1\ufe0f", null),
                Arguments.of("V\u2800-1", null),
                Arguments.of("V-1\udb40\udd00", null),
                Arguments.of("V\ue000", null),
                Arguments.of("V\t1", null),
                Arguments.of("u\u0308", null),
                Arguments.of("\ud800", null),
                Arguments.of("x".repeat(257), null),
                Arguments.of("x".repeat(256), "x".repeat(256)),
                Arguments.of(42.0, null),
                Arguments.of(new BigDecimal("42"), null),
                Arguments.of(true, null),
                Arguments.of(List.of("V-1"), null),
                Arguments.of(Map.of("id", "V-1"), null),
                Arguments.of(null, null));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void anIdHasOneSpelling(Object written, String id) {
        Map<String, Object> args = new HashMap<>();
        args.put("id", written);
        CallFacts facts = facts("read", args);
        if (id == null) {
            assertThat(facts.objects()).isEmpty();
            assertThat(facts.faults()).singleElement().extracting(Fault::place).isEqualTo("args.id");
        } else {
            assertThat(facts.faults()).isEmpty();
            assertThat(facts.objects())
                    .singleElement()
                    .satisfies(k -> assertThat(k.value()).isEqualTo(id));
        }
    }

    static Stream<Arguments> amounts() {
        return Stream.of(
                Arguments.of(0L, "0"),
                Arguments.of("120.50", "120.5"),
                Arguments.of(120.5, "120.5"),
                Arguments.of(12_000_000_000.0, "12000000000"),
                Arguments.of(new BigDecimal("0.000001"), "0.000001"),
                Arguments.of(999_999_999_999_999L, "999999999999999"),
                Arguments.of(1_000_000_000_000_000L, null),
                Arguments.of(-1L, null),
                Arguments.of(-0.01, null),
                Arguments.of("-1", null),
                Arguments.of("+1", null),
                Arguments.of("1e3", null),
                Arguments.of("1,000", null),
                Arguments.of("01", null),
                Arguments.of("0x10", null),
                Arguments.of("١", null),
                Arguments.of(" 1", null),
                Arguments.of("", null),
                Arguments.of("NaN", null),
                Arguments.of(Double.NaN, null),
                Arguments.of(Double.POSITIVE_INFINITY, null),
                Arguments.of(new BigDecimal("1E+3"), null),
                Arguments.of(new BigDecimal("1E+999999999"), null),
                Arguments.of(new BigDecimal("1E-999999999"), null),
                Arguments.of(new BigDecimal("0.0000001"), null),
                Arguments.of(BigInteger.ONE.shiftLeft(100_000), null),
                Arguments.of(true, null),
                Arguments.of(null, null));
    }

    @ParameterizedTest
    @MethodSource("amounts")
    void anAmountIsExactOrAFault(Object written, String amount) {
        Map<String, Object> args = payment();
        args.put("amount", written);
        CallFacts facts = facts("pay", args);
        if (amount == null) {
            assertThat(facts.amount()).isEmpty();
            assertThat(facts.faults()).singleElement().extracting(Fault::place).isEqualTo("args.amount");
        } else {
            assertThat(facts.faults()).isEmpty();
            assertThat(facts.amount().orElseThrow()).hasToString(amount + " EUR");
        }
    }

    @Test
    void spellingsOfAValueThatMeanTheSameAreOne() {
        CallFacts facts = Bundles.compiled("""
            server: bank
            tools:
              pay: {duty: pay, values: {payee: {path: args.iban, ignore: [case, spaces]}}}
            intents: {pay: {goal: Pay, allow: [pay]}}
            """).facts("bank", "pay", Map.of("iban", "de89\u00a037 04"), "sha-256:ab");
        assertThat(facts.values()).containsExactly(Map.entry("payee", "DE893704"));
        assertThat(facts.projection()).containsExactly(Map.entry("args.iban", "de89\u00a037 04"));
    }

    @Test
    void everyFaultIsReported() {
        CallFacts facts = facts("pay", Map.of("vendor", 1.5, "currency", "€"));
        assertThat(facts.faults())
                .extracting(Fault::place)
                .containsExactlyInAnyOrder(
                        "args.payment.id", "args.vendor", "args.iban", "args.amount", "args.currency");
    }

    @Test
    void anAllowListNarrowsWhatCanDoAnything() {
        CallFacts select = facts("run_sql", Map.of("sql", "select 1"));
        assertThat(select.unbounded()).isFalse();
        assertThat(select.writes()).isFalse();
        assertThat(select.risk()).isEqualTo("low");
        assertThat(select.marks()).containsExactly("vendor.read");
        assertThat(select.conditions()).hasToString("{erp/run_sql#2=false, erp/run_sql#query=true}");
        assertThat(select.projection()).hasToString("{args.sql=select 1}");
        CallFacts other = facts("run_sql", Map.of("sql", "drop table t"));
        assertThat(other.unbounded()).isTrue();
        assertThat(other.marks()).isEmpty();
        assertThat(other.writes()).isTrue();
        assertThat(other.risk()).isEqualTo("top");
        CallFacts clean = facts("run_sql", Map.of("sql", "call clean()"));
        assertThat(clean.risk()).isEqualTo("mid");
        assertThat(clean.writes()).isTrue();
        assertThat(BUNDLE.engine().tools().get("erp/run_sql").conditional()).isTrue();
    }

    @Test
    void aConditionThatErrsIsAFault() {
        assertThat(facts("run_sql", Map.of()).faults()).hasSize(2);
        assertThat(facts("narrow", Map.of("mode", "wet")).faults())
                .singleElement()
                .satisfies(f -> assertThat(f.message()).contains("no entry of the allow-list"));
        assertThat(facts("narrow", Map.of("mode", "dry")).faults()).isEmpty();
    }

    @Test
    void createdObjectsAreNamedByTheResult() {
        assertThat(BUNDLE.catalog().created("erp", "create", Map.of(), Map.of("vendor", Map.of("id", 7L)), null))
                .hasToString("Named[keys=[vendor/7]]");
        assertThat(BUNDLE.catalog().created("erp", "create", Map.of(), null, " {\"vendor\": {\"id\": \"V\\u002d1\"}} "))
                .hasToString("Named[keys=[vendor/V-1]]");
        assertThat(BUNDLE.catalog().created("erp", "create", Map.of(), Map.of(), "{\"vendor\": {\"id\": 1}}"))
                .as("structured content goes first")
                .isInstanceOf(Created.Unnamed.class);
        assertThat(BUNDLE.catalog().created("erp", "read", Map.of("id", "V"), null, null))
                .hasToString("Named[keys=[]]");
        for (String text : List.of(
                "",
                "created vendor 7",
                "[1]",
                "{\"vendor\": {\"id\": 7}",
                "{\"vendor\": {\"id\": 7}} x",
                "{\"vendor\": {\"id\": 7, \"id\": 8}}",
                "{\"vendor\": {\"id\": 7.5}}",
                "{\"vendor\": {\"id\": 07}}",
                "{'vendor': 7}",
                "{\"vendor\": {\"id\": \"\n\"}}",
                "[".repeat(100_000),
                "{\"vendor\": {\"id\": null}}",
                "{\"a\":".repeat(5_000))) {
            assertThat(BUNDLE.catalog().created("erp", "create", Map.of(), null, text))
                    .isInstanceOf(Created.Unnamed.class);
        }
        assertThat(BUNDLE.catalog().created("erp", "create", Map.of(), null, null))
                .isInstanceOf(Created.Unnamed.class);
    }

    /** A server that is lenient towards itself may have created either. */
    @Test
    void aMemberThatIsNearlyTheOneThatIsReadNamesAnotherObject() {
        for (String text : List.of(
                "{\"vendor\": {\"id\": \"7\", \"ID\": \"8\"}}",
                "{\"vendor\": {\"id\": \"7\"}, \"Vendor\": {\"id\": \"8\"}}",
                "{\"vendor\": {\"id\": \"7\"}, \"vendorId\": 8}",
                "{\"vendor_id\": \"8\", \"vendor\": {\"id\": \"7\"}}")) {
            assertThat(BUNDLE.catalog().created("erp", "create", Map.of(), null, text))
                    .as(text)
                    .isInstanceOfSatisfying(
                            Created.Unnamed.class,
                            unnamed -> assertThat(unnamed.named())
                                    .containsExactlyInAnyOrder(new Key("vendor", "7"), new Key("vendor", "8")));
        }
        assertThat(BUNDLE.catalog().created("erp", "create", Map.of(), null, "{\"VendorID\": \"8\"}"))
                .isInstanceOfSatisfying(
                        Created.Unnamed.class,
                        unnamed -> assertThat(unnamed.named()).containsExactly(new Key("vendor", "8")));
        Map<String, Object> structured = Map.of("vendor", Map.of("id", "7"));
        assertThat(BUNDLE.catalog().created("erp", "create", Map.of(), structured, "{\"vendor\": {\"id\": \"8\"}}"))
                .as("the text says something else than the structured content")
                .isInstanceOfSatisfying(
                        Created.Unnamed.class,
                        unnamed -> assertThat(unnamed.named())
                                .containsExactly(new Key("vendor", "7"), new Key("vendor", "8")));
        for (String same : List.of("{\"vendor\": {\"id\": \"7\"}}", "{\"vendor\": 8}", "made vendor 8", "{}")) {
            assertThat(BUNDLE.catalog().created("erp", "create", Map.of(), structured, same))
                    .as(same)
                    .hasToString("Named[keys=[vendor/7]]");
        }
        assertThat(BUNDLE.catalog()
                        .created("erp", "create", Map.of(), null, "{\"vendor\": {\"id\": \"7\"}, \"vendorId\": \"7\"}"))
                .as("the same object twice")
                .hasToString("Named[keys=[vendor/7]]");
        assertThat(BUNDLE.catalog()
                        .created(
                                "erp",
                                "create",
                                Map.of(),
                                null,
                                "{\"vendor\": {\"id\": \"7\"}, \"invoice_id\": \"8\"}"))
                .hasToString("Named[keys=[vendor/7]]");
    }

    @Test
    void anErrorIsARefusalOnlyWhereTheCatalogueSaysSo() {
        List<Set<NoEffect.Sign>> error = List.of(Set.of(NoEffect.Sign.IS_ERROR));
        assertThat(BUNDLE.catalog().noEffect("erp", "pay").proven(error)).isTrue();
        assertThat(BUNDLE.catalog().noEffect("erp", "read").proven(error)).isFalse();
    }
}
