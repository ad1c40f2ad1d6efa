package dev.interlock.engine.monitor;

import static dev.interlock.engine.monitor.Drafts.creating;
import static dev.interlock.engine.monitor.Drafts.element;
import static dev.interlock.engine.monitor.Drafts.list;
import static dev.interlock.engine.monitor.PortionsTest.shares;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Creations;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rest of a call of whose list some elements were not done, and the keys on which it lies without doubt. */
class CallPartsTest {

    private final Drafts record = new Drafts()
            .belongs("invoice/1", "vendor/A")
            .belongs("invoice/2", "vendor/A")
            .belongs("invoice/3", "vendor/B");

    private static List<String> keys(CallView call, int to) {
        return IntStream.range(0, to).mapToObj(i -> call.key(i).toString()).toList();
    }

    private static CallFacts payments() {
        return list("37", element("10", "invoice/1"), element("20.5", "invoice/2"), element("6.5", "invoice/3"));
    }

    /** The call is on fewer keys in no other respect than these. */
    private static void isTheSameBut(CallView part, CallView whole) {
        assertThat(part.seq()).isEqualTo(whole.seq());
        assertThat(part.now()).isEqualTo(whole.now());
        assertThat(part.task()).isEqualTo(whole.task());
        assertThat(part.actor()).isSameAs(whole.actor());
        assertThat(part.actorId()).isEqualTo(whole.actorId());
        assertThat(part.row()).isSameAs(whole.row());
        assertThat(part.tier()).isSameAs(whole.tier());
        assertThat(part.plan()).isSameAs(whole.plan());
        for (int i = 0; i < part.keys(); i++) {
            assertThat(whole.hasKey(part.id(i))).as(part.key(i).toString()).isTrue();
        }
    }

    @Test
    void whatOnlyUndoneElementsBroughtIsLeft() {
        CallView call = record.view(payments(), "domain/all");

        CallView rest = call.without(List.of(0, 2));

        assertThat(shares(rest))
                .containsExactly(
                        "invoice/2: 1 of 20.5 EUR []", "vendor/A: 1 of 20.5 EUR []", "domain/all: 1 of 20.5 EUR []");
        assertThat(rest.undone()).containsExactly(0, 2);
        assertThat(rest.elements()).isEqualTo(1);
        assertThat(rest.facts()).isEqualTo(payments().without(List.of(0, 2)));
        isTheSameBut(rest, call);
    }

    @Test
    void theKeysThatItLeavesAreAllOthers() {
        CallView call = record.view(payments(), "domain/all");

        CallView left = call.leaving(List.of(0, 2));

        assertThat(keys(left, left.keys())).containsExactly("invoice/1", "invoice/3", "vendor/B");
        assertThat(keys(left, left.direct())).containsExactly("invoice/1", "invoice/3");
        assertThat(keys(left, left.named())).containsExactly("invoice/1", "invoice/3");
        assertThat(keys(left, left.belonging())).containsExactly("invoice/1", "invoice/3", "vendor/B");
        assertThat(keys(left, left.objects())).containsExactly("invoice/1", "invoice/3", "vendor/B");
        isTheSameBut(left, call);
    }

    @Test
    void aCallThatIsAboutNoListLeavesNothing() {
        CallView call = record.view(Drafts.facts(List.of(), "invoice/1"));

        assertThat(call.leaving(List.of(0)).keys()).isZero();
        assertThat(call.without(List.of(0))).isSameAs(call);
    }

    @Test
    void whereAllWasDoneItIsTheCallItself() {
        CallView call = record.view(payments());

        assertThat(call.without(List.of())).isSameAs(call);
        assertThat(call.leaving(List.of()).keys()).isZero();
    }

    @Test
    void whatWasDoneStandsInTheOrderOfDirectRelatedAndOthers() {
        CallFacts facts = list(
                "",
                element("", "vendor/A"),
                element("", "invoice/1"),
                creating("note", "", "vendor/B"),
                element("", "invoice/3", "vendor/B"));
        CallView call = record.view(facts, "domain/all");

        // Vendor A was named by what was not done alone, and is now what an invoice belongs to.
        CallView first = call.without(List.of(0, 3));
        assertThat(keys(first, first.keys())).containsExactly("invoice/1", "vendor/B", "vendor/A", "domain/all");
        assertThat(keys(first, first.direct())).containsExactly("invoice/1");
        assertThat(keys(first, first.named())).containsExactly("invoice/1", "vendor/B");
        assertThat(keys(first, first.belonging())).containsExactly("invoice/1", "vendor/B");
        assertThat(keys(first, first.objects())).containsExactly("invoice/1", "vendor/B", "vendor/A");

        // Acted on by one and related to another that was not done: it is a direct object.
        CallView second = call.without(List.of(0, 2));
        assertThat(keys(second, second.direct())).containsExactly("invoice/1", "invoice/3", "vendor/B");
        assertThat(keys(second, second.named())).containsExactly("invoice/1", "invoice/3", "vendor/B");
        assertThat(keys(second, second.objects())).containsExactly("invoice/1", "invoice/3", "vendor/B", "vendor/A");
    }

    @Test
    void aPartOfObjectsAloneEndsWithThem() {
        CallView call = record.view(payments());

        CallView rest = call.without(List.of(0));
        assertThat(rest.direct()).isEqualTo(2);
        assertThat(rest.objects()).isEqualTo(rest.keys()).isEqualTo(4);
        CallView named = record.view(list("", element("", "order/1"), element("", "order/2")))
                .without(List.of(0));
        assertThat(named.direct()).isEqualTo(named.keys()).isEqualTo(1);
        assertThat(named.named()).isEqualTo(1);
        CallView left = call.leaving(List.of(2));
        assertThat(left.objects()).isEqualTo(left.belonging()).isEqualTo(2);
    }

    @Test
    void oneAmountForAllStaysWhole() {
        CallFacts facts = list("40", element("", "invoice/1"), element("", "invoice/2"), element("", "invoice/3"));

        assertThat(shares(record.view(facts).without(List.of(1))))
                .containsExactly(
                        "invoice/1: 1 of 40 EUR []",
                        "invoice/3: 1 of 40 EUR []",
                        "vendor/A: 1 of 40 EUR []",
                        "vendor/B: 1 of 40 EUR []");
    }

    @Test
    void onKeysOfACreatedTypeLiesAllThatWasDone() {
        CallFacts facts = list(List.of("vendor"), "37", payments().elements().toArray(Element[]::new));

        assertThat(shares(record.view(facts).without(List.of(0))))
                .containsExactly(
                        "invoice/2: 1 of 20.5 EUR []",
                        "invoice/3: 1 of 6.5 EUR []",
                        "vendor/A: 2 of 27 EUR []",
                        "vendor/B: 2 of 27 EUR []");
    }

    @Test
    void whatWasDoubtfulOrNamedByAnOutcomeStaysSo() {
        CallViewBuilder builder = record.builder(payments(), "domain/all").doubtful(new int[] {0, 1, 4});
        CallView call =
                builder.divide(Creations.of(payments(), List.of()), record.keys).build();
        call.returned(new int[] {record.number("vendor/Z")});

        CallView rest = call.without(List.of(0));

        assertThat(keys(rest, rest.keys()))
                .containsExactly("invoice/2", "invoice/3", "vendor/A", "vendor/B", "domain/all");
        assertThat(rest.doubtful()).containsExactly(0, 3);
        assertThat(rest.isDoubtful(3)).isTrue();
        assertThat(rest.isDoubtful(4)).isFalse();
        assertThat(rest.returned()).containsExactly(record.number("vendor/Z"));
    }

    @Test
    void withoutDoubtItIsOnTheOtherKeysWithTheirShares() {
        CallFacts facts = payments();
        CallView call = record.builder(facts, "domain/all")
                .divide(Creations.of(facts, List.of()), record.keys)
                .doubtful(new int[] {0, 3})
                .undone(List.of(5))
                .created(Drafts.keys("invoice/1", "invoice/3"))
                .build();

        CallView sure = call.undoubted();

        assertThat(shares(sure))
                .containsExactly(
                        "invoice/2: 1 of 20.5 EUR [1]",
                        "invoice/3: 1 of 6.5 EUR [2]",
                        "vendor/B: 1 of 6.5 EUR [2]",
                        "domain/all: 3 of 37 EUR []");
        assertThat(sure.direct()).isEqualTo(2);
        assertThat(sure.named()).isEqualTo(2);
        assertThat(sure.belonging()).isEqualTo(3);
        assertThat(sure.objects()).isEqualTo(3);
        assertThat(sure.created()).containsExactly(Key.parse("invoice/3"));
        assertThat(sure.undone()).containsExactly(5);
        assertThat(sure.facts()).isSameAs(facts);
        isTheSameBut(sure, call);
    }

    @Test
    void withoutDoubtAnywhereItIsTheCallItself() {
        CallView call = record.view(Drafts.facts(List.of(), "invoice/1"));

        assertThat(call.undoubted()).isSameAs(call);
    }

    @Test
    void aCallAboutNoListIsWithoutDoubtOnItsOtherKeys() {
        CallView call = record.builder(Drafts.facts(List.of(), "invoice/1"), "domain/all")
                .doubtful(new int[] {1})
                .build();

        assertThat(shares(call.undoubted()))
                .containsExactly("invoice/1: 1 of nothing []", "domain/all: 1 of nothing []");
    }
}
