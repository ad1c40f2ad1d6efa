package dev.interlock.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.Bundles;
import dev.interlock.policy.compile.PolicyBundle;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An observation is not refused for its names: one that can be read in several ways is about all of these readings. */
class ReadingsTest {

    private static final Catalog CATALOG = ((PolicyBundle.Compiled) PolicyBundle.load(Bundles.with("""
        objects: {vendor: {}}
        server: erp
        tools:
          pay: {duty: a, on: {vendor: args.vendor.id}, amount: {value: args.amount, unit: EUR}, values: {payee: args.iban?}, show: [args.note]}
        """))).catalog();

    private static ReadCall told(Object... namesAndValues) {
        Map<String, Object> args = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            args.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return CATALOG.readTold("erp", "pay", args, "sha-256:aa");
    }

    private static Key vendor(String id) {
        return new Key("vendor", id);
    }

    @Test
    void whatIsReadInOneWayIsNotAmbiguous() {
        for (ReadCall read : List.of(
                told("vendor", Map.of("id", "7"), "amount", 1L),
                told("vendor", Map.of("id", "7"), "amount", 1L, "unknown", "x", "VENDOR", "8"),
                told("vendor", Map.of("id", "7"), "amount", 1L, "vendorId", "7", "Amount", 1L),
                told("vendor", Map.of("id", "7"), "amount", 1L, "Note", "x"))) {
            assertThat(read.ambiguous()).isFalse();
            assertThat(read.facts().objects()).containsExactly(vendor("7"));
            assertThat(read.facts().faults()).isEmpty();
        }
    }

    @Test
    void anotherSpellingOfAnObjectIsAnotherReading() {
        for (ReadCall read : List.of(
                told("vendor", Map.of("id", "7", "ID", "8"), "amount", 1L),
                told("vendor", Map.of("id", "7"), "vendorId", "8", "amount", 1L),
                told("vendor", Map.of("id", "7"), "vendor.id", "8", "amount", 1L),
                told("Vendor", Map.of("Id", "8"), "vendor", Map.of("id", "7"), "amount", 1L))) {
            assertThat(read.ambiguous()).isTrue();
            assertThat(read.facts().faults()).isEmpty();
            assertThat(read.facts().objects()).containsExactly(vendor("7"), vendor("8"));
        }
    }

    @Test
    void anotherSpellingAloneMayHaveBeenRead() {
        ReadCall read = told("vendor_id", "8", "amount", 1L);
        assertThat(read.ambiguous()).isTrue();
        assertThat(read.facts().faults()).isEmpty();
        assertThat(read.facts().objects()).containsExactly(vendor("8"));
        assertThat(told("amount", 1L).facts().faults()).as("no vendor at all").isNotEmpty();
    }

    @Test
    void theGreatestAmountCounts() {
        ReadCall read = told("vendor", Map.of("id", "7"), "amount", 1L, "AMOUNT", 99_999L, "Amount", 5L);
        assertThat(read.ambiguous()).isTrue();
        assertThat(read.facts().amount()).contains(new Amount(new BigDecimal(99_999), "EUR"));
        assertThat(read.facts().elements()).isEmpty();
    }

    @Test
    void valuesThatDifferAreThoseOfElements() {
        ReadCall read = told("vendor", Map.of("id", "7"), "amount", 1L, "iban", "A", "IBAN", "B");
        assertThat(read.facts().elements())
                .extracting(Element::values)
                .extracting(values -> values.get("payee"))
                .containsExactlyInAnyOrder("A", "B");
        assertThat(read.facts().elements()).allMatch(element -> element.amount().isEmpty());
        assertThat(read.facts().amount()).contains(new Amount(BigDecimal.ONE, "EUR"));
        assertThat(read.facts().valueKeys()).contains(new Key("payee", "A"), new Key("payee", "B"));
    }

    @Test
    void moreWaysThanAnybodyWouldLookAtAreForAPerson() {
        Map<String, Object> ids = new LinkedHashMap<>(Map.of("id", "7"));
        for (int i = 0; i < 2_000; i++) {
            ids.put("id" + "_".repeat(1 + i % 50) + "-".repeat(i / 50), "n" + i);
        }
        assertThat(told("vendor", ids, "amount", 1L).facts().faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).contains("more than 1000 ways"));
    }
}
