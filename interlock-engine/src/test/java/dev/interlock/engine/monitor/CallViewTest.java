package dev.interlock.engine.monitor;

import static dev.interlock.engine.monitor.Drafts.SEQ;
import static dev.interlock.engine.monitor.Drafts.creating;
import static dev.interlock.engine.monitor.Drafts.element;
import static dev.interlock.engine.monitor.Drafts.euros;
import static dev.interlock.engine.monitor.Drafts.facts;
import static dev.interlock.engine.monitor.Drafts.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Creations;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.table.KeyTable;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On which objects a call may be, besides those that it names, and what part of it is on what it creates. */
class CallViewTest {

    private static final Key VENDOR = Key.parse("vendor/1");
    private static final Key OTHER = Key.parse("client/1");

    private final Drafts record = new Drafts();

    private boolean mayCreate(CallView call, Key key) {
        return call.mayCreate(key, record.keys.find(key), record.keys);
    }

    private boolean mayLieOn(CallView call, Key key) {
        return call.mayLieOn(key, record.keys.find(key), record.keys);
    }

    @ParameterizedTest
    @CsvSource({"49, false", "50, false", "51, true", "9223372036854775807, true"})
    void anOpenCallMayCreateWhatWasNotEstablishedBeforeIt(long established, boolean may) {
        CallView call = record.view(facts(List.of("vendor")));
        record.keys.establish(record.number("vendor/1"), established);

        assertThat(mayCreate(call, VENDOR)).isEqualTo(may);
        assertThat(mayLieOn(call, VENDOR)).isEqualTo(may);
    }

    @Test
    void anOpenCallMayCreateWhatNobodyNamedOfItsTypesAlone() {
        CallView call = record.view(facts(List.of("vendor")));

        assertThat(mayCreate(call, VENDOR)).isTrue();
        assertThat(mayCreate(call, OTHER)).isFalse();
        assertThat(mayLieOn(call, OTHER)).isFalse();
        assertThat(call.creates("vendor")).isTrue();
        assertThat(call.creates("client")).isFalse();
        assertThat(call.mayLieOnOthers("vendor")).isTrue();
        assertThat(call.mayLieOnOthers("client")).isFalse();
    }

    @Test
    void anUnclearOutcomePutsACallOnWhatItNamed() {
        record.keys.establish(record.number("vendor/1"), 10);
        record.number("client/1");
        CallView creating = record.view(facts(List.of("vendor")));
        CallView acting = record.view(facts(List.of(), "order/1"));
        int[] named = {record.number("vendor/1")};

        creating.returned(named);
        acting.returned(named);

        assertThat(mayCreate(creating, VENDOR)).as("or may have created it").isTrue();
        assertThat(mayCreate(acting, VENDOR)).isFalse();
        assertThat(mayLieOn(acting, VENDOR)).isTrue();
        assertThat(mayLieOn(acting, OTHER)).isFalse();
        assertThat(mayLieOn(acting, Key.parse("vendor/2"))).isFalse();
        assertThat(acting.mayLieOnOthers("vendor")).isFalse();
    }

    @Test
    void aCallThatLiesOnOneOfAKindMayLieOnAllOfIt() {
        CallView call = record.view(facts(List.of(), "order/1"));
        Key all = Key.parse("vendor/*");
        record.number("vendor/1");
        record.number("client/1");
        assertThat(mayLieOn(call, all)).isFalse();

        call.returned(new int[] {record.number("client/1"), record.number("vendor/1")});

        assertThat(mayLieOn(call, all)).isTrue();
        assertThat(mayLieOn(call, Key.parse("order/*"))).isFalse();
    }

    /** The call was sent again, and what the first time named may have been done to that. */
    @Test
    void whatSeveralUnclearOutcomesNamedStaysTogether() {
        CallView call = record.view(facts(List.of("vendor")));

        call.returned(new int[] {3, 1});
        call.returned(new int[] {1, 2});

        assertThat(call.returned()).containsExactly(3, 1, 2);
    }

    @Test
    void anUpsertMayLieOnAnyOfItsTypesHoweverOld() {
        CallView call = record.view(facts(List.of("vendor")).upserting(Set.of("vendor", "client")));
        record.keys.establish(record.number("vendor/1"), 10);
        record.keys.establish(record.number("client/1"), 10);

        assertThat(mayCreate(call, VENDOR)).isFalse();
        assertThat(mayLieOn(call, VENDOR)).isTrue();
        assertThat(mayLieOn(call, OTHER)).isTrue();
        assertThat(mayLieOn(call, Key.parse("order/1"))).isFalse();
        assertThat(call.mayLieOnOthers("client")).isTrue();
        assertThat(call.mayLieOnOthers("order")).isFalse();
    }

    @Test
    void aCallReadsAllOfTheKindsThatItHasAsAWhole() {
        CallView call = record.view(facts(List.of(), "vendor/1").aboutAll(Set.of("client")), "client/*", "task/7");

        assertThat(call.readsAll("client")).isTrue();
        assertThat(call.readsAll("vendor")).isFalse();
        assertThat(call.readsAll("task")).isFalse();
    }

    @Test
    void anUpsertReadsAllWhileItIsDecidedAndNotOnceItIsRecorded() {
        CallFacts facts = facts(List.of("vendor")).upserting(Set.of("vendor"));

        assertThat(record.view(facts, "vendor/*").readsAll("vendor")).isTrue();
        assertThat(record.view(facts).readsAll("vendor")).isFalse();
        assertThat(record.view(facts(List.of("vendor"))).readsAll("vendor")).isFalse();
    }

    @Test
    void aCallHasTheKeysThatItWasGiven() {
        CallView call = record.view(facts(List.of(), "vendor/1"), "task/7");

        assertThat(call.hasKey(record.number("vendor/1"))).isTrue();
        assertThat(call.hasKey(record.number("task/7"))).isTrue();
        assertThat(call.hasKey(record.number("client/1"))).isFalse();
        assertThat(call.hasKey(KeyTable.ABSENT)).isFalse();
    }

    @Test
    void onANewKeyLiesTheGreatestShareOfOneElement() {
        CallFacts facts = list(
                List.of("vendor", "note"),
                "35",
                creating("vendor", "10"),
                creating("vendor", "20"),
                creating("vendor", "5"));
        CallView call = record.view(facts);

        assertThat(call.elementsOnNew("vendor")).isEqualTo(1);
        assertThat(call.amountOnNew("vendor")).isEqualTo(euros("20"));
        assertThat(call.elementsOnNew("note"))
                .as("the call creates one as a whole")
                .isEqualTo(3);
        assertThat(call.amountOnNew("note")).isEqualTo(euros("35"));
    }

    @Test
    void anAmountForAllIsWholeOnANewKeyOfOneElement() {
        CallView call = record.view(list(List.of("vendor"), "35", creating("vendor", ""), creating("vendor", "")));

        assertThat(call.elementsOnNew("vendor")).isEqualTo(1);
        assertThat(call.amountOnNew("vendor")).isEqualTo(euros("35"));
    }

    @Test
    void onWhatElementsCreatedLieTheirSharesAndOnOtherObjectsAll() {
        CallFacts facts = list(
                List.of("vendor", "note"),
                "35",
                creating("vendor", "10"),
                creating("vendor", "20"),
                creating("vendor", "5"));
        CallView call = record.view(facts);
        assertThat(call.creations()).isEmpty();
        assertThat(call.elementsOnCreated(VENDOR)).as("not named yet").isEqualTo(3);
        assertThat(call.amountOnCreated(VENDOR)).isEqualTo(euros("35"));

        Creations named = Creations.of(facts, Drafts.keys("vendor/1", "vendor/2", "vendor/1", "note/1"));
        call.succeeded(named);

        assertThat(call.creations()).containsSame(named);
        assertThat(call.elementsOnCreated(VENDOR)).isEqualTo(2);
        assertThat(call.amountOnCreated(VENDOR)).isEqualTo(euros("15"));
        assertThat(call.elementsOnCreated(Key.parse("vendor/2"))).isEqualTo(1);
        assertThat(call.amountOnCreated(Key.parse("vendor/2"))).isEqualTo(euros("20"));
        assertThat(call.elementsOnCreated(Key.parse("note/1"))).isEqualTo(3);
        assertThat(call.amountOnCreated(Key.parse("note/1"))).isEqualTo(euros("35"));
    }

    @Test
    void anAmountForAllIsWholeOnWhatOneElementCreated() {
        CallFacts facts = list(List.of("vendor"), "35", creating("vendor", ""), creating("vendor", ""));
        CallView call = record.view(facts);
        call.succeeded(Creations.of(facts, Drafts.keys("vendor/1", "vendor/2")));

        assertThat(call.amountOnCreated(VENDOR)).isEqualTo(euros("35"));
    }

    @Test
    void aListWithoutAmountHasNoneOnWhatItCreates() {
        CallFacts facts = list(List.of("vendor"), "", creating("vendor", ""));
        CallView call = record.view(facts);

        assertThat(call.amountOnNew("vendor")).isEmpty();
        call.succeeded(Creations.of(facts, Drafts.keys("vendor/1")));
        assertThat(call.amountOnCreated(VENDOR)).isEmpty();
    }

    @Test
    void whatWasObservedToBeCreatedIsNamedFromTheStart() {
        CallFacts facts = list(List.of("vendor"), "", creating("vendor", ""), element("", "client/1"));

        assertThat(record.observed(facts, "vendor/1").created()).containsExactly(VENDOR);
        assertThat(record.observed(facts, "vendor/1").creations().orElseThrow().ofElement(0))
                .containsExactly(VENDOR);
        assertThat(record.observed(facts).creations()).as("named nothing").isEmpty();
        assertThat(record.view(facts).created()).isEmpty();
    }

    @Test
    void aKeyThatIsAddedTwiceStandsInItsFirstPlace() {
        CallViewBuilder view = Drafts.builder(SEQ, facts(List.of()));

        // The same id of another kind is another key.
        view.add(Key.parse("b/1"), 0, 10)
                .add(Key.parse("a/1"), 1, 11)
                .add(Key.parse("b/1"), 0, 12)
                .add(Key.parse("b/2"), 0, 13);

        CallView call = view.build();
        assertThat(IntStream.range(0, call.keys()).map(call::id)).containsExactly(10, 11, 13);
        assertThat(IntStream.range(0, call.keys()).map(call::kind)).containsExactly(0, 1, 0);
        assertThat(view.has(11)).isTrue();
        assertThat(view.has(12)).isFalse();
        assertThat(view.has(Key.parse("a/1"))).isTrue();
        assertThat(view.has(Key.parse("a/2"))).isFalse();
    }

    @Test
    void manyKeysStandInTheOrderInWhichTheyWereFirstAdded() {
        CallViewBuilder view = Drafts.builder(SEQ, facts(List.of()));
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 150; i++) {
                view.add(new Key("vendor", "v" + i), 4, 1_000 * round + i);
            }
        }

        CallView call = view.build();
        assertThat(call.keys()).isEqualTo(150);
        for (int i = 0; i < 150; i++) {
            assertThat(call.id(i)).isEqualTo(i);
            assertThat(call.kind(i)).isEqualTo(4);
            assertThat(call.key(i)).isEqualTo(new Key("vendor", "v" + i));
        }
    }

    @Test
    void theLimitsOfItsPartsAreWhereTheyWereSet() {
        record.belongs("vendor/1", "client/1").descends("vendor/1", "vendor/0").belongs("vendor/0", "client/0");
        CallFacts facts = list("", creating("note", "", "order/1"), element("", "vendor/1"));

        CallView call = record.view(facts, "domain/all");

        assertThat(IntStream.range(0, call.keys()).mapToObj(call::key).map(Key::toString))
                .containsExactly("vendor/1", "order/1", "client/1", "vendor/0", "client/0", "domain/all");
        assertThat(call.direct()).isEqualTo(1);
        assertThat(call.named()).isEqualTo(2);
        assertThat(call.belonging()).isEqualTo(3);
        assertThat(call.objects()).isEqualTo(5);
    }

    @Test
    void aContinuationTakesThePlaceOfOneCall() {
        CallViewBuilder builder = record.builder(facts(List.of())).continues(12);

        assertThat(builder.build().continues(12)).isTrue();
        assertThat(builder.build().continues(13)).isFalse();
        assertThat(record.view(facts(List.of())).continues(SEQ)).isFalse();
        assertThat(builder.continues(Drafts.builder(12, facts(List.of())).build()))
                .isTrue();
        assertThat(builder.continues(Drafts.builder(13, facts(List.of())).build()))
                .isFalse();
    }
}
