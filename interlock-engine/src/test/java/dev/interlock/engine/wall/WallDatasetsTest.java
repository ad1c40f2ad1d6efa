package dev.interlock.engine.wall;

import static dev.interlock.engine.RuleStage.CREATE;
import static dev.interlock.engine.RuleStage.OPEN;
import static dev.interlock.engine.RuleStage.OTHER;
import static dev.interlock.engine.RuleStage.copying;
import static dev.interlock.engine.wall.Walls.crossed;
import static dev.interlock.engine.wall.Walls.notEvaluable;
import static dev.interlock.engine.wall.Walls.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.RuleStage;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which datasets a call touches that creates some: one for each element of a list, copies, and what sources observed. */
class WallDatasetsTest {

    private final RuleStage stage = Walls.sectors();

    private List<String> open(String client) {
        return told(stage, stage.call(stage.ada, OPEN).on(client));
    }

    private RuleStage.Call creating(Element... elements) {
        return stage.call(stage.ada, CREATE).each("client", elements);
    }

    private static Element in(String... sectors) {
        return RuleStage.creating("client", sectors);
    }

    @Test
    void newDatasetsOfTwoElementsInOneClassConflict() {
        assertThat(told(creating(in("sector/banks"), in("sector/oil"), in("sector/banks"))
                        .findings()))
                .containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD));
        assertThat(creating(in("sector/banks"), in("sector/oil")).findings()).isEmpty();
    }

    @Test
    void eachElementNeedsAClassOfItsOwn() {
        assertThat(told(creating(in("sector/banks"), in()).findings())).containsExactly(notEvaluable("sector"));
        assertThat(told(creating(in(), in()).findings())).containsExactly(notEvaluable("sector"));
    }

    @Test
    void eachCreatedClientIsInTheClassOfItsElement() throws IOException {
        long call = creating(in("sector/banks"), in("sector/oil")).inFlight();
        stage.succeed(call, "client/8", "client/9");
        stage.restart();
        assertThat(open("client/8")).isEmpty();
        assertThat(open("client/9")).isEmpty();
        assertThat(open("client/1")).containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, call));
        assertThat(open("client/3")).containsExactly(crossed("sector/oil", "runtime", Outcome.HOLD, call));
    }

    @Test
    void anElementThatWasNotDoneTouchedNothing() throws IOException {
        Walls.register(stage, "client/7", "sector/rail");
        Walls.register(stage, "client/8", "sector/air");
        long call = creating(in("sector/rail"), in("sector/banks"), in("sector/air"), in("sector/oil"))
                .inFlight();
        List<Key> created = List.of(Key.parse("client/90"), Key.parse("client/91"));
        stage.settle(call, new Settlement.Succeeded(created, List.of(1, 3)));
        stage.restart();
        assertThat(open("client/1")).isEmpty();
        assertThat(open("client/3")).isEmpty();
        assertThat(open("client/90")).isEmpty();
        assertThat(open("client/91")).isEmpty();
        assertThat(open("client/7")).containsExactly(crossed("sector/rail", "runtime", Outcome.HOLD, call));
        assertThat(open("client/8")).containsExactly(crossed("sector/air", "runtime", Outcome.HOLD, call));
    }

    @Test
    void aCopyTouchesItsSourceAndNothingNew() throws IOException {
        long copied = stage.call(stage.ada, CREATE)
                .creates("client", "sector/banks")
                .from("client/1")
                .done("client/8");
        stage.restart();
        assertThat(open("client/1")).isEmpty();
        assertThat(open("client/8")).isEmpty();
        assertThat(open("client/2")).containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, copied));
        assertThat(told(stage.call(stage.ada, CREATE)
                        .creates("client", "sector/banks")
                        .from("client/2")
                        .findings()))
                .containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, copied));
    }

    @Test
    void eachElementTouchesTheSourceThatItCopies() {
        long opened = stage.call(stage.ada, OPEN).on("client/1").done();
        assertThat(told(stage, creating(copying("client/1", "sector/banks"), copying("client/3", "sector/oil"))))
                .isEmpty();
        assertThat(told(stage, creating(copying("client/2", "sector/banks"), copying("client/3", "sector/oil"))))
                .containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, opened));
    }

    @Test
    void aCopyOfACopyIsNoOtherDatasetThanTheOriginal() {
        Walls.register(stage, "client/70", "sector/banks");
        stage.call(stage.cleo, OTHER)
                .creates("client", "sector/banks")
                .from("client/70")
                .done("client/60");
        stage.call(stage.cleo, OTHER)
                .creates("client", "sector/banks")
                .from("client/60")
                .done("client/65");
        long opened = stage.call(stage.ada, OPEN).on("client/65").done();
        assertThat(open("client/70")).isEmpty();
        assertThat(open("client/60")).isEmpty();
        assertThat(open("client/2")).containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, opened));
    }

    @Test
    void theOriginalIsInTheClassesOfItsCopyToo() {
        long copied = stage.call(stage.ada, CREATE)
                .creates("client", "sector/oil")
                .from("client/1")
                .inFlight();
        for (boolean settled : new boolean[] {false, true}) {
            if (settled) {
                stage.succeed(copied, "client/8");
                assertThat(open("client/8")).isEmpty();
            }
            assertThat(open("client/1")).isEmpty();
            assertThat(open("client/2")).containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, copied));
            assertThat(open("client/3")).containsExactly(crossed("sector/oil", "runtime", Outcome.HOLD, copied));
        }
    }

    @Test
    void whatElseACallCreatesIsNoDataset() {
        RuleStage one = Walls.clients();
        long created = one.call(one.ada, CREATE)
                .creates("client")
                .alsoCreates("sector")
                .done("client/8", "sector/rail");
        assertThat(told(one, one.call(one.ada, OPEN).on("client/8"))).isEmpty();
        assertThat(told(one, one.call(one.ada, OPEN).on("client/9")))
                .containsExactly(crossed("client/9", "runtime", Outcome.HOLD, created));
        assertThat(one.call(one.ben, CREATE)
                        .creates("client")
                        .alsoCreates("sector")
                        .observed("client/7", "sector/air"))
                .isEmpty();
    }

    /** Nothing but a call about all can have touched anything in a class that is named for the first time. */
    @Test
    void aClassThatNobodyNamedBeforeIsAClass() {
        assertThat(told(stage, creating(in("sector/air"), in("sector/rail")))).isEmpty();
        assertThat(told(stage, creating(in("sector/air"), in("sector/sea"), in("sector/sea"))))
                .containsExactly(crossed("sector/sea", "runtime", Outcome.HOLD));
        long all = stage.call(stage.ada, OPEN).aboutAll("client").risk("note").done();
        assertThat(told(stage, creating(in("sector/road"), in("sector/tube"))))
                .containsExactly(
                        crossed("sector/road", "runtime", Outcome.HOLD, all),
                        crossed("sector/tube", "runtime", Outcome.HOLD, all));
    }

    /** The class of a file is the sector of the client that the file belongs to. */
    @Test
    void aClassMayBeFurtherUp() {
        RuleStage files = Walls.between("file", Optional.of("sector"));
        Walls.register(files, "client/1", "sector/banks");
        Walls.register(files, "client/2", "sector/banks");
        Walls.register(files, "client/3");
        long first = files.call(files.ada, CREATE).creates("file", "client/1").done("file/1");
        assertThat(told(files, files.call(files.ada, OPEN).on("file/1"))).isEmpty();
        assertThat(told(files.call(files.ada, CREATE)
                        .creates("file", "client/2")
                        .findings()))
                .containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, first));
        assertThat(told(files.call(files.ada, CREATE)
                        .creates("file", "client/3")
                        .findings()))
                .containsExactly(notEvaluable("sector"));
        assertThat(told(files.call(files.ada, CREATE)
                        .creates("file", "client/99")
                        .findings()))
                .containsExactly(notEvaluable("sector"));
    }

    @Test
    void findingsOfSeveralClassesAreAscending() {
        Walls.register(stage, "client/0", "sector/oil");
        long oil = stage.call(stage.ada, OPEN).on("client/3").done();
        long banks = stage.call(stage.ada, OPEN).on("client/1").done();
        assertThat(told(stage.call(stage.ada, OPEN).on("client/0", "client/2").findings()))
                .containsExactly(
                        crossed("sector/banks", "runtime", Outcome.HOLD, banks),
                        crossed("sector/oil", "runtime", Outcome.HOLD, oil));
    }

    /** A source tells the name of what was created together with the call. */
    @Test
    void whatWasObservedToBeCreatedHasItsNameFromTheStart() {
        RuleStage one = Walls.clients();
        assertThat(one.call(one.ada, CREATE).creates("client").observed("client/8"))
                .isEmpty();
        assertThat(one.call(one.ada, CREATE).creates("client").on("client/8").observed("client/8"))
                .as("it names what it created")
                .isEmpty();
        assertThat(told(one.call(one.ben, CREATE)
                        .creates("client")
                        .on("client/6")
                        .observed("client/7")))
                .as("it names another client than it created")
                .containsExactly(crossed("client/6", "runtime", Outcome.RECORD));
    }

    @Test
    void namesThatNobodyKnowsAreOneDatasetWhereElementsCreateWhatTheyName() {
        RuleStage one = Walls.clients();
        assertThat(one.call(one.ada, CREATE).each("client", naming("client/8")).observed("client/8"))
                .isEmpty();
        assertThat(told(one.call(one.ben, CREATE)
                        .each("client", naming("client/6"))
                        .observed("client/7")))
                .containsExactly(crossed("client/6", "runtime", Outcome.RECORD));
        assertThat(told(one.call(one.cleo, CREATE).each("client", in(), in()).observed("client/4", "client/5")))
                .containsExactly(crossed("no key", "runtime", Outcome.RECORD));
    }

    private static Element naming(String client) {
        Element plain = in();
        return new Element(
                List.of(Key.parse(client)),
                plain.related(),
                plain.derivedFrom(),
                plain.checks(),
                plain.values(),
                plain.amount(),
                plain.creates());
    }
}
