package dev.interlock.engine.monitor;

import static dev.interlock.engine.monitor.Drafts.creating;
import static dev.interlock.engine.monitor.Drafts.element;
import static dev.interlock.engine.monitor.Drafts.list;
import static dev.interlock.engine.monitor.Drafts.paying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Creations;
import dev.interlock.engine.model.Key;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The elements of a list that lie on each key of its call: how many, which of them, and what part of the amount they bring. */
class PortionsTest {

    private final Drafts record = new Drafts()
            .belongs("invoice/1", "vendor/A")
            .belongs("invoice/2", "vendor/A")
            .belongs("invoice/3", "vendor/B");

    /** By key: the number of elements, their amount, and the places of those that lie there by name and not with all others. */
    static List<String> shares(CallView call) {
        return IntStream.range(0, call.keys())
                .mapToObj(i -> "%s: %d of %s %s"
                        .formatted(
                                call.key(i),
                                call.elements(i),
                                call.amount(i).map(Amount::toString).orElse("nothing"),
                                call.elementsOn(call.key(i))))
                .toList();
    }

    private static CallFacts payments() {
        return list("37", element("10", "invoice/1"), element("20.5", "invoice/2"), element("6.5", "invoice/3"));
    }

    @Test
    void elementsLieOnWhatTheyNameAndOnWhatThatBelongsTo() {
        CallView call = record.view(payments(), "domain/all");

        assertThat(shares(call))
                .containsExactly(
                        "invoice/1: 1 of 10 EUR [0]",
                        "invoice/2: 1 of 20.5 EUR [1]",
                        "invoice/3: 1 of 6.5 EUR [2]",
                        "vendor/A: 2 of 30.5 EUR [0, 1]",
                        "vendor/B: 1 of 6.5 EUR [2]",
                        "domain/all: 3 of 37 EUR []");
        assertThat(call.elements()).isEqualTo(3);
        assertThat(call.elementsOn(Key.parse("vendor/C"))).isEmpty();
        assertThat(call.unresolved()).isEmpty();
    }

    @Test
    void elementsLieOnWhatTheirObjectsDescendFromAndOnWhatThatBelongsTo() {
        record.descends("invoice/4", "invoice/1");

        assertThat(shares(record.view(list("9", element("4", "invoice/4"), element("5", "invoice/3")))))
                .containsExactly(
                        "invoice/3: 1 of 5 EUR [1]",
                        "invoice/4: 1 of 4 EUR [0]",
                        "vendor/B: 1 of 5 EUR [1]",
                        "invoice/1: 1 of 4 EUR [0]",
                        "vendor/A: 1 of 4 EUR [0]");
    }

    @Test
    void anAmountThatStandsForAllIsWholeOnEachKey() {
        assertThat(shares(record.view(list("40", element("", "invoice/1"), element("", "invoice/3")), "task/7")))
                .containsExactly(
                        "invoice/1: 1 of 40 EUR [0]",
                        "invoice/3: 1 of 40 EUR [1]",
                        "vendor/A: 1 of 40 EUR [0]",
                        "vendor/B: 1 of 40 EUR [1]",
                        "task/7: 2 of 40 EUR []");
    }

    @Test
    void aListWithoutAmountHasNoneOnAnyKey() {
        assertThat(shares(record.view(list("", element("", "invoice/1")))))
                .containsExactly("invoice/1: 1 of nothing []", "vendor/A: 1 of nothing []");
    }

    @Test
    void aCallThatIsAboutNoListLiesWholeOnEachKey() {
        CallView call = record.view(Drafts.facts(List.of(), "invoice/1"));

        assertThat(shares(call)).containsExactly("invoice/1: 1 of nothing []", "vendor/A: 1 of nothing []");
        assertThat(call.elements()).isEqualTo(1);
        assertThat(call.elementsWithout("vendor")).isEmpty();
    }

    @Test
    void anElementLiesOnAKeyOnceHoweverOftenItReachesIt() {
        record.belongs("invoice/1", "vendor/B");

        assertThat(shares(record.view(list("8", element("8", "invoice/1", "invoice/3", "vendor/B")))))
                .containsExactly(
                        "invoice/1: 1 of 8 EUR []",
                        "invoice/3: 1 of 8 EUR []",
                        "vendor/B: 1 of 8 EUR []",
                        "vendor/A: 1 of 8 EUR []");
    }

    @Test
    void anObjectThatTwoElementsNameTakesTheSumOfBoth() {
        CallFacts twice = list("18", element("8", "invoice/1"), element("9", "invoice/1"), element("1", "invoice/3"));

        assertThat(shares(record.view(twice)))
                .containsExactly(
                        "invoice/1: 2 of 17 EUR [0, 1]",
                        "invoice/3: 1 of 1 EUR [2]",
                        "vendor/A: 2 of 17 EUR [0, 1]",
                        "vendor/B: 1 of 1 EUR [2]");
    }

    @Test
    void elementsLieOnTheirValuesAndOnThePairsOfTheirOwnKeys() {
        CallFacts facts = list("30", paying("X", "10", "invoice/1"), paying("Y", "20", "invoice/3"));

        assertThat(shares(record.view(facts, "payee+vendor/X+A", "payee+vendor/Y+B", "payee+vendor/X+B")))
                .containsExactly(
                        "invoice/1: 1 of 10 EUR [0]",
                        "invoice/3: 1 of 20 EUR [1]",
                        "vendor/A: 1 of 10 EUR [0]",
                        "vendor/B: 1 of 20 EUR [1]",
                        "payee/X: 1 of 10 EUR [0]",
                        "payee/Y: 1 of 20 EUR [1]",
                        "payee+vendor/X+A: 1 of 10 EUR [0]",
                        "payee+vendor/Y+B: 1 of 20 EUR [1]",
                        // A pair of none of them, were it there, would have all on it.
                        "payee+vendor/X+B: 2 of 30 EUR []");
    }

    @Test
    void aKindThatSomeElementsHaveAndOthersLackIsUnresolved() {
        CallFacts facts = list("", element("", "invoice/1"), element("", "order/9"), element("", "invoice/3"));
        CallView call = record.view(facts, "domain/all");

        assertThat(call.unresolved()).containsExactly("invoice", "order", "vendor");
        assertThat(call.elementsWithout("vendor")).containsExactly(1);
        assertThat(call.elementsWithout("order")).containsExactly(0, 2);
        assertThat(call.elementsWithout("domain")).as("a kind that all have").isEmpty();
        assertThat(call.elementsWithout("payee")).as("a kind that none has").isEmpty();
    }

    @Test
    void anUnevenKindIsUnresolvedBesideThoseThatAreForOtherReasons() {
        CallFacts facts = list("", element("", "invoice/1"), element("", "order/9"));
        CallViewBuilder builder = record.builder(facts).unresolved(Set.of("client"));

        builder.divide(Creations.of(facts, List.of()), record.keys);

        assertThat(builder.unresolved()).containsExactly("client", "invoice", "order", "vendor");
    }

    /** Nobody can tell yet which of its vendors the server makes of what. */
    @Test
    void allElementsLieOnTheKeysOfATypeThatTheCallCreates() {
        CallFacts facts = list(List.of("vendor"), "30", element("10", "invoice/1"), element("20", "invoice/3"));

        assertThat(shares(record.view(facts)))
                .containsExactly(
                        "invoice/1: 1 of 10 EUR [0]",
                        "invoice/3: 1 of 20 EUR [1]",
                        "vendor/A: 2 of 30 EUR [0]",
                        "vendor/B: 2 of 30 EUR [1]");
    }

    @Test
    void whatElementsAreStillToCreateIsOnKeysOfTheTypeAsAWhole() {
        CallFacts facts = list(
                List.of("invoice"),
                "30",
                creating("invoice", "10", "vendor/A", "invoice/1"),
                creating("invoice", "20", "vendor/B"));

        assertThat(shares(record.view(facts)))
                .containsExactly(
                        "invoice/1: 2 of 30 EUR [0]", "vendor/A: 1 of 10 EUR [0]", "vendor/B: 1 of 20 EUR [1]");
    }

    @Test
    void whatEachElementWasObservedToCreateHasItsShareAlone() {
        CallFacts facts = list(
                List.of("invoice", "note"),
                "30",
                creating("invoice", "10", "vendor/A"),
                creating("invoice", "20", "vendor/B"));

        assertThat(shares(record.observed(facts, "invoice/8", "note/1", "invoice/9")))
                .containsExactly(
                        "vendor/A: 1 of 10 EUR [0]",
                        "vendor/B: 1 of 20 EUR [1]",
                        "invoice/8: 1 of 10 EUR [0]",
                        "note/1: 2 of 30 EUR []",
                        "invoice/9: 1 of 20 EUR [1]");
    }

    @Test
    void sharesAreReadAsTheyWereWritten() throws IOException {
        CallFacts facts = payments();
        CallView call = record.view(facts, "domain/all");
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        call.writePortions(out);
        out.writeInt(77);

        var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        CallView again = record.builder(facts, "domain/all").readPortions(in).build();

        assertThat(shares(again)).isEqualTo(shares(call));
        assertThat(in.readInt()).as("what follows").isEqualTo(77);
    }

    @Test
    void ofACallThatIsAboutNoListNothingIsWritten() throws IOException {
        CallFacts facts = Drafts.facts(List.of(), "invoice/1");
        var bytes = new ByteArrayOutputStream();
        record.view(facts).writePortions(new DataOutputStream(bytes));

        assertThat(bytes.size()).isZero();
        var in = new DataInputStream(new ByteArrayInputStream(new byte[0]));
        assertThat(record.builder(facts).readPortions(in).build().elements()).isEqualTo(1);
    }
}
