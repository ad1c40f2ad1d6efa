package dev.interlock.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Fault;
import dev.interlock.policy.Bundles;
import dev.interlock.policy.argument.ArgumentSchema;
import dev.interlock.policy.argument.SchemaDeclared;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A value that may be missing is not missing where something else stands in its way: servers unwrap lists of one, and read JSON
 * in texts.
 */
class HiddenValueTest {

    private static final Catalog CATALOG = Bundles.compiled("""
        objects: {vendor: {}, invoice: {of: {vendor: one}}}
        server: erp
        tools:
          pay:
            duty: pay
            on: {invoice: args.invoice}
            check: {vendor: args.payment.vendor?}
            values: {payee: args.payment.iban?}
            amount: {value: args.payment.amount?, unit: EUR}
          batch:
            duty: pay
            on: {vendor: 'args.vendors[*].id'}
            values: {payee: 'args.vendors[*].to.iban?'}
        intents: {work: {goal: Work, allow: [pay]}}
        """).catalog();

    /** A catalogue of a server that does not say of what type its arguments are. */
    private static final ArgumentSchema SCHEMA = new ArgumentSchema.Shown(
            SchemaDeclared.of(Map.of(
                    "properties",
                    Map.of(
                            "invoice",
                            Map.of(),
                            "payment",
                            Map.of("properties", Map.of("iban", Map.of(), "amount", Map.of(), "vendor", Map.of()))))),
            "sha-256:00",
            true);

    private static CallFacts pay(Object payment) {
        return CATALOG.facts("erp", "pay", Map.of("invoice", "7", "payment", payment), "sha-256:aa", SCHEMA);
    }

    static List<Arguments> inTheWay() {
        return List.of(
                Arguments.of(List.of(Map.of("iban", "X", "amount", 9L))),
                Arguments.of(List.of(List.of(Map.of("iban", "X")))),
                Arguments.of("{\"iban\": \"X\"}"),
                Arguments.of("iban=X"),
                Arguments.of(List.of()),
                Arguments.of(7L),
                Arguments.of(true));
    }

    @MethodSource("inTheWay")
    @ParameterizedTest
    void whatStandsInTheWayOfAValueIsAFault(Object payment) {
        assertThat(pay(payment).faults())
                .extracting(Fault::place)
                .contains("args.payment.iban", "args.payment.vendor", "args.payment.amount");
        assertThat(CATALOG.readTold("erp", "pay", Map.of("invoice", "7", "payment", payment), "sha-256:aa")
                        .facts()
                        .faults())
                .as("an observation that cannot be read is refused, and not taken for one without a payee")
                .isNotEmpty();
    }

    @Test
    void whatIsMissingIsMissing() {
        assertThat(pay(Map.of()).faults()).isEmpty();
        assertThat(pay(Map.of("iban", "X")).values()).containsEntry("payee", "X");
        assertThat(CATALOG.facts("erp", "pay", Map.of("invoice", "7"), "sha-256:aa")
                        .faults())
                .isEmpty();
    }

    @Test
    void soItIsInTheElementsOfAList() {
        assertThat(batch(Map.of("id", "7", "to", List.of(Map.of("iban", "X")))).faults())
                .extracting(Fault::place)
                .containsExactly("args.vendors[0].to.iban");
        assertThat(batch(Map.of("id", "7", "to", Map.of("iban", "X"))).faults()).isEmpty();
        assertThat(batch(Map.of("id", "7")).faults()).isEmpty();
    }

    private static CallFacts batch(Map<String, ?> element) {
        return CATALOG.facts("erp", "batch", Map.of("vendors", List.of(element)), "sha-256:aa");
    }
}
