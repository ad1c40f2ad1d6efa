package dev.interlock.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.Bundles;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A read asks for what the call was sent with, or shows no failure. */
class ConfirmTest {

    private static final Catalog CATALOG = Bundles.compiled("""
        server: bank
        objects: {payment: {}}
        tools:
          pay:
            duty: pay
            creates: {payment: result.id}
            confirm: {call: find, with: {reference: args.reference}, succeeded: 'result.state == "done"',
                      failed: 'result.state == "none"', final: 60s, creates: {payment: result.id}}
          find: {effect: read, duty: find}
        intents: {work: {goal: Work, allow: [pay, find]}}
        """).catalog();

    private static final Confirm CONFIRM = CATALOG.confirm("bank/pay").orElseThrow();

    private static Map<String, Object> arguments(Object reference) {
        return CONFIRM.arguments(CATALOG.facts("bank", "pay", Map.of("reference", reference), "sha-256:aa")
                        .projection())
                .orElseThrow();
    }

    private static Confirm.Verdict none(Object reference) {
        return CONFIRM.verdict(
                "bank", 0, arguments(reference), Answered.ofTool(Map.of("state", "none"), null, "", null), false);
    }

    /** The server gets 5, so it knows nothing of a payment with the reference "5.0". */
    @Test
    void aNumberIsLookedUpAsItWasSent() {
        for (String written : List.of("5", "5.0", "5e0", "0.5E+1")) {
            assertThat(arguments(new BigDecimal(written))).containsEntry("reference", 5L);
        }
        assertThat(arguments("5")).containsEntry("reference", "5");
        assertThat(none(new BigDecimal("5.0"))).isInstanceOf(Confirm.Verdict.Failed.class);
        assertThat(none("5.0")).isInstanceOf(Confirm.Verdict.Failed.class);
    }

    /** The record has such a number as text, and a server that tells the two apart finds nothing by it. */
    @Test
    void whatMayHaveBeenAnotherNumberShowsNoFailure() {
        assertThat(none(new BigDecimal("5.5"))).isInstanceOf(Confirm.Verdict.Open.class);
        assertThat(none("5.5")).isInstanceOf(Confirm.Verdict.Open.class);
        assertThat(none("5.50")).isInstanceOf(Confirm.Verdict.Failed.class);
        assertThat(none("ref-5.5")).isInstanceOf(Confirm.Verdict.Failed.class);
    }
}
