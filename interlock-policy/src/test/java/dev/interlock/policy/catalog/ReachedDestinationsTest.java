package dev.interlock.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Destination;
import dev.interlock.engine.model.Destinations;
import dev.interlock.policy.Bundles;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The destinations of calls, as rules of the kind {@code first-use} compare them. */
class ReachedDestinationsTest {

    private static final String TOOLS = """
        server: office
        tools:
          send: {duty: mail.send, content: {destination: [to, cc], body: [text]}, values: {payee: 'args.iban?'}, risk: mid}
          read: {duty: mail.read, content: {destination: [to]}, risk: mid}
        intents: {work: {goal: Work, allow: [mail.send, mail.read]}}
        rules:
        """;
    private static final String RULE = "  - {id: R-1, title: New, first-use: {to: mail.send}}\n";
    private static final String OF_BODIES =
            "  - {id: R-3, title: New, first-use: {to: mail.send, bodies: true, unless: own}}\n";
    private static final String OF_PAYEE = "  - {id: R-2, title: New, first-use: {to: mail.send, of: payee}}\n";

    private static CallFacts facts(String rules, String tool, Map<String, ?> args) {
        return Bundles.compiled(TOOLS + rules).facts("office", tool, args, "sha-256:0");
    }

    private static List<Destination> named(String rules, Map<String, ?> args) {
        return facts(rules, "send", args).destinations().orElseThrow().named();
    }

    @Test
    void noOtherCallHasAny() {
        assertThat(facts(RULE, "read", Map.of("to", "dora@example.com")).destinations())
                .isEmpty();
    }

    @Test
    void spellingsOfOneValueAreOneDestination() {
        List<Destination> spelled = named(RULE, Map.of("to", List.of("https://www.Example.com/", "example.com")));

        assertThat(spelled).singleElement().satisfies(one -> {
            assertThat(one.path()).isEqualTo("args.to");
            assertThat(one.digest()).matches("sha-256:[0-9a-f]{64}");
        });
        assertThat(named(RULE, Map.of("to", List.of("example.org", "ex\u0430mple.com", "exámple.com", "example/com"))))
                .hasSize(4)
                .doesNotContainAnyElementsOf(spelled);
    }

    @Test
    void eachArgumentIsAPathOfItsOwn() {
        assertThat(named(RULE, Map.of("to", "dora@example.com", "cc", List.of("dora@example.com", "eve@example.com"))))
                .extracting(Destination::path)
                .containsExactlyInAnyOrder("args.to", "args.cc", "args.cc");
    }

    @Test
    void aValueIsADestinationOnlyWhereARuleNamesIt() {
        Map<String, ?> args = Map.of("to", "dora", "iban", "DE89");

        assertThat(named(RULE, args)).extracting(Destination::path).containsExactly("args.to");
        assertThat(named(OF_PAYEE, args)).extracting(Destination::path).containsExactly("args.to", "payee");
    }

    @Test
    void whatABodyCarriesIsADestinationOnlyWhereARuleLooksAtBodies() {
        Map<String, ?> args = Map.of(
                "to",
                "dora@example.com",
                "text",
                "See https://example.com/a, write to dora@example.com and pay DE89370400440532013000 for Dora");

        assertThat(named(RULE, args)).extracting(Destination::path).containsExactly("args.to");
        List<Destination> all = named(OF_BODIES, args);
        assertThat(all)
                .filteredOn(Destination::carried)
                .hasSize(3)
                .allSatisfy(one -> assertThat(one.path()).isEqualTo("args.text"));
        assertThat(all)
                .filteredOn(one -> !one.carried())
                .singleElement()
                .satisfies(to -> assertThat(all).contains(new Destination("args.text", to.digest(), true)));
    }

    @Test
    void aValueWithoutLettersIsADestinationToo() {
        assertThat(named(RULE, Map.of("to", "*"))).isNotEqualTo(named(RULE, Map.of("to", "**")));
        assertThat(named(RULE, Map.of("to", " "))).isEmpty();
    }

    @Test
    void beyondTheBoundTheyAreNotComplete() {
        List<String> many = IntStream.range(0, Destinations.MOST + 1)
                .mapToObj(i -> "dora-" + i)
                .toList();

        Destinations all = facts(RULE, "send", Map.of("to", many.subList(1, many.size())))
                .destinations()
                .orElseThrow();
        assertThat(all.complete()).isTrue();
        assertThat(all.named()).hasSize(Destinations.MOST);
        Destinations tooMany =
                facts(RULE, "send", Map.of("to", many)).destinations().orElseThrow();
        assertThat(tooMany.complete()).isFalse();
        assertThat(tooMany.named()).hasSize(Destinations.MOST);
    }
}
