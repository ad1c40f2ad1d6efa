package dev.interlock.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.Bundles;
import dev.interlock.policy.compile.PolicyBundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Results that list what the elements of a call created. */
class CreatedListTest {

    private static final PolicyBundle.Compiled BUNDLE = Bundles.compiled("""
        server: erp
        objects: {vendor: {}, payment: {of: {vendor: one}, id: {form: integer}}, run: {}}
        tools:
          pay:
            duty: payment.prepare
            creates: {payment: 'result.payments[*].payment_id', run: result.run}
            of: {vendor: 'args.payments[*].vendor'}
            partial: {done: 'result.payments[index].state == "made"', undone: 'result.payments[index].state == "refused"'}
          number: {duty: payment.prepare, creates: {payment: 'result.ids[*]'}, of: {vendor: 'args.vendors[*]'}}
        intents:
          all: {goal: All, allow: [payment.prepare]}
        """);

    private static final Map<String, ?> TWO = Map.of("vendors", List.of("V-1", "V-2"));

    private static Settlement outcome(@Nullable Map<String, ?> structured, @Nullable String text) {
        return BUNDLE.catalog().outcome("erp", "number", TWO, structured, text);
    }

    private static Key payment(String id) {
        return new Key("payment", id);
    }

    private static String unknown(Settlement settlement) {
        assertThat(settlement).isInstanceOf(Settlement.Unknown.class);
        return ((Settlement.Unknown) settlement).reason();
    }

    @Test
    void eachElementCreatesAnObject() {
        CallFacts facts = BUNDLE.facts("erp", "number", TWO, "sha-256:ab");
        assertThat(facts.creates()).containsExactly("payment");
        assertThat(facts.elements()).extracting(Element::creates).containsOnly(List.of("payment"));
        assertThat(facts.creations(0)).containsExactly(Map.entry("payment", 2));
        assertThat(outcome(Map.of("ids", List.of(7, "+08")), null))
                .isEqualTo(new Settlement.Succeeded(List.of(payment("7"), payment("8"))));
        assertThat(outcome(null, "{\"ids\": [7, 8]}")).isInstanceOf(Settlement.Succeeded.class);
    }

    @Test
    void asManyAreNamedAsElementsWereDone() {
        for (Object ids : List.of(List.of(), List.of(7), List.of(7, 8, 9), 7, Map.of("0", 7, "1", 8))) {
            assertThat(unknown(outcome(Map.of("ids", ids), null))).contains("2 elements of the list were done");
        }
        assertThat(unknown(outcome(Map.of(), null))).contains("names 0 objects");
        assertThat(outcome(Map.of("ids", List.of(7, 8, 9)), null).named())
                .containsExactly(payment("7"), payment("8"), payment("9"));
    }

    /** The engine finds the same id twice; here it is named. */
    @Test
    void oneThatIsIllFormedLeavesAllOpen() {
        for (Object id : List.of("x", "", "1_0", List.of(8, 9), Map.of("id", 8), true)) {
            assertThat(unknown(outcome(Map.of("ids", List.of(7, id)), null))).startsWith("`result.ids[1]`");
        }
        assertThat(outcome(Map.of("ids", List.of(7, List.of(8, 9))), null).named())
                .containsExactly(payment("7"), payment("8"), payment("9"));
    }

    @Test
    void theTextSaysTheSameOfEachElement() {
        var structured = Map.of("ids", List.of(7, 8));
        assertThat(outcome(structured, "{\"ids\": [7, 8]}")).isInstanceOf(Settlement.Succeeded.class);
        assertThat(unknown(outcome(structured, "{\"ids\": [8, 7]}"))).contains("the text of the result");
        assertThat(unknown(outcome(structured, "{\"ids\": [7, 8, 9]}"))).contains("the text of the result");
    }

    private static Settlement paid(List<Map<String, Object>> payments, int elements) {
        List<Map<String, Object>> asked = new ArrayList<>();
        for (int i = 0; i < elements; i++) {
            asked.add(Map.of("vendor", "V-" + i));
        }
        return BUNDLE.catalog()
                .outcome("erp", "pay", Map.of("payments", asked), Map.of("payments", payments, "run", "R"), null);
    }

    private static Map<String, Object> made(int id) {
        return Map.of("payment_id", id, "state", "made");
    }

    @Test
    void elementsThatWereNotDoneNameNothing() {
        assertThat(paid(List.of(made(1), Map.of("state", "refused"), made(3)), 3))
                .isEqualTo(
                        new Settlement.Succeeded(List.of(payment("1"), payment("3"), new Key("run", "R")), List.of(1)));
        assertThat(unknown(paid(List.of(made(1), Map.of("state", "refused", "payment_id", 2), made(3)), 3)))
                .contains("`result.payments[1].payment_id`: names an object for an element that was not done");
    }

    @Test
    void anotherSpellingOfANameLeavesAllOpen() {
        assertThat(unknown(paid(List.of(made(1), Map.of("payment_id", 2, "state", "made", "paymentId", 3)), 2)))
                .contains("differs only in case or separators");
        var twice = Map.of("ids", List.of(7, 8), "IDs", List.of(8, 7));
        assertThat(unknown(outcome(twice, null))).contains("differs only in case or separators");
        assertThat(outcome(Map.of("ids", List.of(7, 8), "IDs", List.of(7, 8)), null))
                .isInstanceOf(Settlement.Succeeded.class);
    }

    @Test
    void manyElements() {
        List<String> vendors = new ArrayList<>();
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            vendors.add("V-" + i);
            ids.add(i);
        }
        Map<String, ?> args = Map.of("vendors", vendors);
        assertThat(BUNDLE.catalog()
                        .outcome("erp", "number", args, Map.of("ids", ids), null)
                        .named())
                .hasSize(1_000);
        ids.add(1_000);
        assertThat(unknown(BUNDLE.catalog().outcome("erp", "number", args, Map.of("ids", ids), null)))
                .contains("names 1001 objects");
    }
}
