package dev.interlock.engine;

import static dev.interlock.engine.Office.agent;
import static dev.interlock.engine.Office.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Creations;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A call whose elements create a vendor each: what its outcomes may say, and what they leave. */
class CreatedByElementsTest {

    private static final Key OLD = vendor("old");

    private final Caller clerk = agent("clerk", "finance");
    private final Caller third = agent("third", "sales");
    private final Caller petra = person("petra", "audit");
    private final Office office = new Office(Office.separate());

    private static Key vendor(String id) {
        return new Key("vendor", id);
    }

    private static List<Key> vendors(String... ids) {
        return List.of(ids).stream().map(CreatedByElementsTest::vendor).toList();
    }

    private static CallFacts batch(int elements) {
        var element = new Element(
                List.of(), List.of(), List.of(), List.of(), new TreeMap<>(), Optional.empty(), List.of("vendor"));
        return Office.facts("erp/vendor.create", OLD)
                .about(new TreeMap<>(), Optional.empty(), Collections.nCopies(elements, element));
    }

    private Answer ask(int elements) {
        return office.ask(new Command.DecideCall(clerk, OptionalLong.of(office.open(clerk, "any")), batch(elements)));
    }

    private long create(int elements) {
        return ((Answer.Permit) ask(elements)).call();
    }

    private Settlement settled(long call, Settlement told) {
        office.ask(new Command.SettleCall(call, told));
        return ((Event.CallSettled) office.last()).settlement();
    }

    private void paysNone(String... ids) {
        for (Key vendor : vendors(ids)) {
            assertThat(office.call(clerk, "erp/vendor.pay", vendor))
                    .as(vendor.toString())
                    .isInstanceOf(Answer.Hold.class);
            assertThat(office.call(third, "erp/vendor.pay", vendor)).isInstanceOf(Answer.Permit.class);
        }
    }

    @Test
    void whoeverCreatedThemPaysNoneOfThem() {
        settled(create(3), new Settlement.Succeeded(vendors("b", "a", "c")));
        paysNone("a", "b", "c");
        assertThat(office.call(clerk, "erp/vendor.pay", vendor("d"))).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void itIsSoAfterARestartAtAnyTime() {
        long call = create(2);
        office.restart();
        settled(call, new Settlement.Succeeded(vendors("a"), List.of(0)));
        office.restart();
        paysNone("a");
    }

    @Test
    void oneTooFewTooManyOrTwiceLeavesAllOpen() {
        for (List<Key> named : List.of(
                List.<Key>of(),
                vendors("a"),
                vendors("a", "b", "c"),
                vendors("a", "a"),
                List.of(vendor("a"), new Key("x", "b")))) {
            long call = create(2);
            var unknown = (Settlement.Unknown) settled(call, new Settlement.Succeeded(named));
            assertThat(unknown.named())
                    .containsExactlyElementsOf(named.stream()
                            .filter(key -> key.kind().equals("vendor"))
                            .distinct()
                            .toList());
            assertThat(office.call(clerk, "erp/vendor.pay", vendor("a"))).isInstanceOf(Answer.Hold.class);
        }
        assertThat(((Settlement.Unknown) settled(create(2), new Settlement.Succeeded(vendors("a", "a")))).reason())
                .isEqualTo("the result names an object twice");
    }

    @Test
    void oneThatExistedIsEnough() {
        office.done(agent("first", "shop"), "erp/vendor.create", OLD);
        assertThat(settled(create(2), new Settlement.Succeeded(vendors("new", "old"))))
                .isEqualTo(new Settlement.Existed(vendors("new", "old"), List.<Finding>of()));
        paysNone("old", "new");
    }

    @Test
    void elementsThatWereNotDoneCreateNothing() {
        long call = create(3);
        assertThat(settled(call, new Settlement.Succeeded(vendors("a", "b", "c"), List.of(1))))
                .isInstanceOf(Settlement.Unknown.class);
        assertThat(settled(create(3), new Settlement.Succeeded(vendors("d", "e"), List.of(1))))
                .isEqualTo(new Settlement.Succeeded(vendors("d", "e"), List.of(1)));
        assertThat(settled(create(2), new Settlement.Succeeded(List.of(), List.of(0, 1))))
                .isInstanceOf(Settlement.Failed.class);
    }

    @Test
    void peopleNameEachOrThatOneExistedForSeveral() {
        long call = create(2);
        settled(call, new Settlement.Unknown("no answer"));
        for (Settlement told : List.of(
                new Settlement.Succeeded(vendors("a")),
                new Settlement.Succeeded(vendors("a", "a")),
                new Settlement.Existed(vendors("a", "b", "c"), List.of()),
                new Settlement.Existed(List.of(), List.of()))) {
            Answer answer = office.ask(new Command.ReconcileCall(call, petra, told, "looked"));
            assertThat(((Answer.Refused) answer).code()).isEqualTo(RefusalCode.ARGUMENT_INVALID);
            assertThat(((Answer.Refused) answer).message())
                    .contains(
                            told instanceof Settlement.Existed
                                    ? "name the existing objects, one of each type and none twice"
                                    : "one for each element that was done, in order");
        }
        var one = new Settlement.Existed(vendors("a"), List.of());
        assertThat(office.ask(new Command.ReconcileCall(call, petra, one, "looked")))
                .isInstanceOf(Answer.Done.class);
        paysNone("a");
    }

    @Test
    void aThousandAtMost() {
        String[] ids = IntStream.range(0, 1_000).mapToObj(i -> "v-" + i).toArray(String[]::new);
        assertThat(settled(create(1_000), new Settlement.Succeeded(vendors(ids))))
                .isInstanceOf(Settlement.Succeeded.class);
        assertThat(((Answer.Deny) ask(1_001)).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(FindingCode.ARGUMENT_INVALID));
    }

    /** By a form that is added later two of them are one object, which both elements created. */
    @Test
    void theOrderOfWhatTheyCreatedOutlastsAForm() {
        settled(create(3), new Settlement.Succeeded(vendors("9", "007", "7")));
        office.form();
        office.restart();
        paysNone("7", "9");
        var created = new ArrayList<>(vendors("9", "7", "7"));
        assertThat(Creations.of(batch(3), created).creatorsOf(vendor("7"))).containsExactly(1, 2);
    }
}
