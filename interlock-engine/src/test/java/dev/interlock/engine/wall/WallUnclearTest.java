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
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A creation that ends otherwise than it was to end has touched the clients that its outcome names, or may have. */
class WallUnclearTest {

    private final RuleStage stage = Walls.sectors();

    private List<String> open(String client) {
        return told(stage, stage.call(stage.ada, OPEN).on(client));
    }

    private long opening(String client) {
        return stage.call(stage.ada, OPEN).on(client).risk("note").inFlight();
    }

    private RuleStage.Call creating(String sector) {
        return stage.call(stage.ada, CREATE).creates("client", sector).risk("note");
    }

    private void unclear(long call, String... named) {
        List<Key> keys = Arrays.stream(named).map(Key::parse).toList();
        stage.settle(call, new Settlement.Unknown("timed out", keys));
    }

    @Test
    void anUnclearOutcomePutsTheCallInTheClassesOfWhatItNames() throws IOException {
        long call = creating("sector/banks").inFlight();
        assertThat(open("client/5")).isEmpty();
        unclear(call, "client/3");
        stage.restart();
        assertThat(open("client/5")).containsExactly(crossed("sector/oil", "runtime", Outcome.HOLD, call));
        assertThat(open("client/3")).as("the client that it names").isEmpty();
        assertThat(open("client/1"))
                .as("what it was to create")
                .containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, call));
        stage.reconcile(call, new Settlement.Failed("was not sent"));
        assertThat(open("client/5")).isEmpty();
        assertThat(open("client/1")).isEmpty();
    }

    @Test
    void anOutcomeThatNamesNothingChangesNothing() throws IOException {
        long call = creating("sector/banks").inFlight();
        unclear(call);
        stage.restart();
        assertThat(open("client/3")).isEmpty();
        assertThat(open("client/1")).containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, call));
    }

    @Test
    void itKeepsThePlaceOfItsNumberAmongTheOpenCalls() throws IOException {
        long before = opening("client/5");
        long call = creating("sector/banks").inFlight();
        long after = opening("client/5");
        unclear(call, "client/3");
        stage.restart();
        assertThat(open("client/6")).containsExactly(crossed("sector/oil", "runtime", Outcome.HOLD, after));
        assertThat(open("client/5")).containsExactly(crossed("sector/oil", "runtime", Outcome.HOLD, call));
        stage.fail(after);
        assertThat(open("client/6")).containsExactly(crossed("sector/oil", "runtime", Outcome.HOLD, call));
        stage.reconcile(call, new Settlement.Failed("was not sent"));
        assertThat(open("client/6")).containsExactly(crossed("sector/oil", "runtime", Outcome.HOLD, before));
    }

    /** Each is told by its own tier where it says more than what was told before it. */
    @Test
    void openCallsThatWouldBeOvertakenAreToldByTheirNumbers() {
        long call = stage.call(stage.ada, CREATE)
                .creates("client", "sector/banks")
                .risk("low")
                .inFlight();
        long after = stage.call(stage.ben, OPEN).on("client/5").risk("high").inFlight();
        unclear(call, "client/3");
        assertThat(told(stage.call(stage.ada, OPEN).on("client/6").risk("note").findings()))
                .containsExactly(
                        crossed("sector/oil", "runtime", Outcome.RECORD, call),
                        crossed("sector/oil", "runtime", Outcome.HOLD, call),
                        crossed("sector/oil", "owner", Outcome.DENY, after));
    }

    @Test
    void whatExistedIsADatasetInItsOwnClassesAndInThoseOfTheCreation() throws IOException {
        long call = creating("sector/rail").done("client/4");
        stage.restart();
        Walls.register(stage, "client/7", "sector/rail");
        assertThat(open("client/7")).containsExactly(crossed("sector/rail", "runtime", Outcome.HOLD, call));
        assertThat(open("client/1")).containsExactly(crossed("sector/banks", "runtime", Outcome.HOLD, call));
        assertThat(open("client/3")).containsExactly(crossed("sector/oil", "runtime", Outcome.HOLD, call));
        assertThat(open("client/4")).isEmpty();
    }

    @Test
    void whatIsCreatedIsTheDatasetOfItsNameFromThenOn() throws IOException {
        long call = creating("sector/rail").inFlight();
        stage.succeed(call, "client/8");
        stage.restart();
        Walls.register(stage, "client/9", "sector/rail");
        assertThat(open("client/8")).isEmpty();
        assertThat(open("client/9")).containsExactly(crossed("sector/rail", "runtime", Outcome.HOLD, call));
    }

    @Test
    void aCallIsNotInTheWayOfTheOneThatTakesItsPlace() {
        long first = opening("client/1");
        long other = stage.call(stage.ben, OPEN).on("client/1").risk("high").inFlight();
        assertThat(told(stage.call(stage.ada, OPEN).on("client/2").findings()))
                .containsExactly(
                        crossed("sector/banks", "runtime", Outcome.HOLD, first),
                        crossed("sector/banks", "owner", Outcome.DENY, other));
        assertThat(told(stage.call(stage.ada, OPEN)
                        .on("client/2")
                        .continues(first)
                        .findings()))
                .containsExactly(crossed("sector/banks", "owner", Outcome.DENY, other));
    }
}
