package dev.interlock.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.Bundles;
import dev.interlock.policy.compile.PolicyBundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListReadingTest {

    private static final PolicyBundle.Compiled BUNDLE = Bundles.compiled("""
        server: erp
        objects: {vendor: {}, payment: {of: {vendor: one}}}
        tools:
          pay:
            duty: payment.release
            on: {vendor: args.vendor, payment: 'args.run.payments[*].id'}
            values: {payee: 'args.run.payments[*].iban?', account: args.account?}
            amount: {value: 'args.run.payments[*].amount', unit: 'args.run.payments[*].currency'}
        intents:
          all: {goal: All, allow: [payment.release]}
        """);

    private static CallFacts facts(Object payments) {
        return BUNDLE.facts(
                "erp",
                "pay",
                Map.of("vendor", "V", "account", "main", "run", Map.of("payments", payments)),
                "sha-256:ab");
    }

    private static Map<String, Object> payment(String id, long amount, String currency) {
        return Map.of("id", id, "amount", amount, "currency", currency, "iban", "DE" + id);
    }

    private static List<String> faults(Object payments) {
        CallFacts facts = facts(payments);
        assertThat(facts.elements()).isEmpty();
        return facts.faults().stream()
                .map(fault -> fault.place() + ": " + fault.message())
                .toList();
    }

    @Test
    void eachElementHasWhatIsNamedOutsideBesideItsOwn() {
        CallFacts facts = facts(List.of(payment("1", 10, "EUR"), payment("2", 5, "EUR")));
        assertThat(facts.faults()).isEmpty();
        assertThat(facts.objects())
                .containsExactly(new Key("payment", "1"), new Key("payment", "2"), new Key("vendor", "V"));
        assertThat(facts.values()).containsExactly(Map.entry("account", "main"));
        assertThat(facts.amount()).hasToString("Optional[15 EUR]");
        assertThat(facts.elements()).hasSize(2);
        Element second = facts.elements().get(1);
        assertThat(second.objects()).containsExactly(new Key("payment", "2"), new Key("vendor", "V"));
        assertThat(second.values()).containsExactly(Map.entry("account", "main"), Map.entry("payee", "DE2"));
        assertThat(second.amount()).hasToString("Optional[5 EUR]");
        assertThat(facts.projection())
                .containsEntry("args.run.payments.0.id", "1")
                .containsEntry("args.run.payments.1.amount", 5L);
    }

    @Test
    void theFaultOfAnElementNamesIt() {
        assertThat(faults(List.of(payment("1", 1, "EUR"), Map.of("id", " 2", "amount", -1L, "currency", "EUR"))))
                .satisfiesExactly(
                        id -> assertThat(id).startsWith("args.run.payments[1].id: must not begin or end"),
                        amount -> assertThat(amount).startsWith("args.run.payments[1].amount: must be a plain"));
    }

    @Test
    void aListAsAWhole() {
        assertThat(faults(List.of()))
                .containsExactly("args.run.payments: must not be empty; name what the call is about");
        assertThat(faults("1")).containsExactly("args.run.payments: must be a list");
        assertThat(faults(Map.of("0", payment("1", 1, "EUR")))).containsExactly("args.run.payments: must be a list");
        assertThat(faults(List.of(payment("1", 1, "EUR"), payment("1", 2, "EUR"))))
                .containsExactly("args.run.payments[1]: names the same object as element 0; name each object once");
        assertThat(faults(List.of(payment("1", 1, "EUR"), payment("2", 2, "USD"))))
                .containsExactly("args.run.payments: has amounts in EUR and USD; make a separate call for each unit");
        assertThat(faults(List.of(List.of(payment("1", 1, "EUR"))))).isNotEmpty();
    }

    @Test
    void manyBadElementsAreNotToldOneByOne() {
        List<Object> bad = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            bad.add(Map.of());
        }
        assertThat(faults(bad)).hasSizeLessThan(20);
        bad.add(Map.of());
        assertThat(faults(bad))
                .containsExactly(
                        "args.run.payments: has 1001 elements, and at most 1000 can be decided together; make several"
                                + " calls");
    }
}
