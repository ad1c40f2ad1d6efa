package dev.interlock.engine.wall;

import static dev.interlock.engine.RuleStage.CREATE;
import static dev.interlock.engine.RuleStage.OPEN;
import static dev.interlock.engine.wall.Walls.crossed;
import static dev.interlock.engine.wall.Walls.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.RuleStage;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A call about all clients touches every dataset of every class; one that upserts a client may turn out to be on any. */
class WallAllTest {

    private final RuleStage stage = Walls.sectors();

    private RuleStage.Call all(String tier) {
        return stage.call(stage.ada, OPEN).aboutAll("client").risk(tier);
    }

    private List<String> open(String client) {
        return told(stage, stage.call(stage.ada, OPEN).on(client));
    }

    private long opened(String client) {
        return stage.call(stage.ada, OPEN).on(client).risk("note").done();
    }

    private long opening(String client) {
        return stage.call(stage.ada, OPEN).on(client).risk("note").inFlight();
    }

    @Test
    void aboutAllACallConflictsWithoutAnyOther() {
        assertThat(told(all("low").findings())).containsExactly(crossed("client/*", "runtime", Outcome.HOLD));
        RuleStage one = Walls.clients();
        assertThat(told(one.call(one.ada, OPEN).aboutAll("client").findings()))
                .containsExactly(crossed("client/*", "runtime", Outcome.HOLD));
    }

    @Test
    void openCallsOfEveryClassComeAfterItByTheirNumbers() {
        long mild = stage.call(stage.ada, OPEN).on("client/1").inFlight();
        long strict = stage.call(stage.ben, OPEN).on("client/3").risk("high").inFlight();
        assertThat(told(all("note").findings()))
                .containsExactly(
                        crossed("client/*", "runtime", Outcome.RECORD),
                        crossed("client/*", "runtime", Outcome.HOLD, mild),
                        crossed("client/*", "owner", Outcome.DENY, strict));
        assertThat(told(all("note").continues(mild).findings()))
                .as("the call whose place it takes was never there")
                .containsExactly(
                        crossed("client/*", "runtime", Outcome.RECORD),
                        crossed("client/*", "owner", Outcome.DENY, strict));
    }

    @Test
    void toOtherCallsItHasTouchedAnotherDatasetOfEachClass() throws IOException {
        long all = all("note").inFlight();
        stage.restart();
        assertThat(open("client/1")).containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, all));
        assertThat(open("client/3")).containsExactly(crossed("sector/oil", "runtime", Outcome.HOLD, all));
        stage.succeed(all);
        stage.restart();
        assertThat(open("client/1")).containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, all));
        assertThat(open("client/3")).containsExactly(crossed("sector/oil", "runtime", Outcome.HOLD, all));
    }

    @Test
    void whatFailedTouchedNothing() {
        stage.fail(all("note").inFlight());
        assertThat(open("client/1")).isEmpty();
    }

    @Test
    void amongOpenCallsTheGreatestNumberIsTold() {
        opening("client/2");
        long all = all("note").inFlight();
        assertThat(open("client/1")).containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, all));
        long two = opening("client/2");
        assertThat(open("client/1")).containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, two));
        assertThat(open("client/2"))
                .as("but for those on the same client")
                .containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, all));
    }

    @Test
    void amongSucceededCallsTheLastToBeSettledIsTold() {
        opened("client/2");
        long all = all("note").done();
        assertThat(open("client/1")).containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, all));
        long two = opened("client/2");
        assertThat(open("client/1")).containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, two));
    }

    @Test
    void anUpsertIsDecidedAsACallAboutAll() {
        assertThat(told(stage.call(stage.ada, CREATE)
                        .creates("client", "sector/banks")
                        .upserts()
                        .findings()))
                .containsExactly(crossed("client/*", "runtime", Outcome.HOLD));
    }

    @Test
    void whileItIsOpenAnUpsertMayTouchAnyClient() throws IOException {
        long upsert = stage.call(stage.ada, CREATE)
                .creates("client", "sector/banks")
                .upserts()
                .risk("note")
                .inFlight();
        stage.restart();
        assertThat(open("client/3")).containsExactly(crossed("sector/oil", "runtime", Outcome.HOLD, upsert));
        stage.settle(upsert, new Settlement.Unknown("no answer", List.of(Key.parse("client/9"))));
        stage.restart();
        assertThat(open("client/3"))
                .as("an error that names a client proves nothing")
                .containsExactly(crossed("sector/oil", "runtime", Outcome.HOLD, upsert));
        stage.reconcile(upsert, new Settlement.Succeeded(List.of(Key.parse("client/9"))));
        stage.restart();
        assertThat(open("client/3")).isEmpty();
        assertThat(open("client/1")).containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, upsert));
        assertThat(open("client/9")).isEmpty();
    }

    @Test
    void anUpsertOfWhatWasThereIsOnThatClient() throws IOException {
        long upsert = stage.call(stage.ada, CREATE)
                .creates("client", "sector/banks")
                .upserts()
                .risk("note")
                .done("client/3");
        stage.restart();
        assertThat(open("client/3")).isEmpty();
        assertThat(open("client/5")).containsExactly(crossed("sector/oil", "runtime", Outcome.HOLD, upsert));
        assertThat(open("client/1"))
                .as("in the class that it was to be created in, too")
                .containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, upsert));
    }
}
