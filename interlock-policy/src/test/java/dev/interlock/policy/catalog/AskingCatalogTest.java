package dev.interlock.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Fault;
import dev.interlock.policy.Bundles;
import dev.interlock.policy.compile.PolicyBundle;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The catalogue's entries about questions of servers, and about the answers to them. */
class AskingCatalogTest {

    private static final PolicyBundle.Compiled ASKING = Bundles.compiled("""
        server: erp
        asks: [elicitation, sampling]
        objects: {vendor: {}}
        tools:
          pay:
            duty: payment.release
            values: {payee: 'args["mcp:answers"].q1.content.iban?'}
            any-of:
              - {id: asked, when: '"mcp:answers" in args', on: {vendor: 'args["mcp:answers"].q2.content.vendor'}}
              - {id: plain, when: '!("mcp:answers" in args)', effect: write}
            risk: low
          look: {duty: vendor.read, risk: low, asks: []}
          list: {duty: vendor.read, risk: low, asks: roots}
        intents:
          all: {goal: All, allow: [vendor.read, payment.release]}
        """);

    private static final PolicyBundle.Compiled SILENT = Bundles.compiled("""
        server: erp
        tools: {look: {duty: vendor.read, risk: low}}
        intents: {all: {goal: All, allow: [vendor.read]}}
        """);

    private static Map<String, Object> accepted(String name, String value) {
        return Map.of("action", "accept", "content", Map.of(name, value));
    }

    @Test
    void answersAreReadLikeArguments() {
        assertThat(ASKING.facts("erp", "pay", Map.of(), "d").faults()).isEmpty();
        assertThat(ASKING.facts("erp", "pay", Map.of(), "d").values()).isEmpty();
        CallFacts facts = ASKING.catalog()
                .continued(
                        "erp",
                        "pay",
                        Map.of("a", 1L),
                        Map.of("q1", accepted("iban", "X"), "q2", accepted("vendor", "V")),
                        "d");
        assertThat(facts.faults()).isEmpty();
        assertThat(facts.values()).isEqualTo(Map.of("payee", "X"));
        assertThat(facts.objects()).hasToString("[vendor/V]");
        assertThat(facts.projection())
                .isEqualTo(Map.of(
                        "args[\"mcp:answers\"].q1.content.iban", "X",
                        "args[\"mcp:answers\"].q2.content.vendor", "V"));
        assertThat(ASKING.catalog()
                        .continued("erp", "pay", Map.of(), Map.of("q1", Map.of("action", "decline")), "d")
                        .faults())
                .as("an object that is not named")
                .extracting(Fault::place)
                .containsExactly("args[\"mcp:answers\"].q2.content.vendor");
    }

    @Test
    void nobodyAnswersBeforeItIsAsked() {
        Map<String, Object> own = Map.of("mcp:answers", Map.of("q2", accepted("vendor", "V")));
        assertThat(ASKING.facts("erp", "pay", own, "d").faults())
                .extracting(Fault::place)
                .containsExactly("args[\"mcp:answers\"]");
        assertThat(ASKING.catalog().continued("erp", "pay", own, Map.of(), "d").faults())
                .extracting(Fault::place)
                .contains("args[\"mcp:answers\"]");
    }

    @Test
    void aServerMayAskWhatItsCatalogueSays() {
        assertThat(allowed(ASKING, "pay")).containsExactly(ToolEntry.Ask.ELICITATION, ToolEntry.Ask.SAMPLING);
        assertThat(allowed(ASKING, "look")).isEmpty();
        assertThat(allowed(ASKING, "list")).containsExactly(ToolEntry.Ask.ROOTS);
        assertThat(allowed(ASKING, "unheard-of")).isEmpty();
        assertThat(allowed(SILENT, "look"))
                .as("where nothing is said")
                .containsExactly(ToolEntry.Ask.ELICITATION, ToolEntry.Ask.ROOTS);
    }

    private static List<ToolEntry.Ask> allowed(PolicyBundle.Compiled bundle, String tool) {
        return Stream.of(ToolEntry.Ask.values())
                .filter(ask -> bundle.catalog().mayAsk("erp", tool, ask))
                .toList();
    }
}
