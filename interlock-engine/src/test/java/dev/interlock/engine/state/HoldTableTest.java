package dev.interlock.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.policy.ApprovalLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HoldTableTest {

    private static final int MANY = 200_000;

    static final Actor SOMEBODY = Actor.of(Map.of("agent", AttributeValue.known("ada")));
    static final CallFacts FACTS =
            CallFacts.builder("erp/pay", "sha-256:1", "high").build();

    private static Event.CallHeld held(long call, long task) {
        return new Event.CallHeld(call, call, task, SOMEBODY, FACTS, List.of(), "sha-256:" + call);
    }

    private static Event.HoldAnswered approved(long answer, long hold) {
        return new Event.HoldAnswered(answer, hold, true, SOMEBODY, new TreeSet<>(), "");
    }

    @Test
    void spendingAndEndingConcernOnlyWhatTheyName() {
        var holds = new HoldTable();
        holds.held(held(1, 10), 0);
        holds.held(held(2, 20), 0);
        holds.held(held(3, 10), 0);
        holds.answered(approved(4, 2), 0);
        holds.answered(approved(5, 3), 0);

        holds.spent(List.of(5L));
        assertThat(holds.all())
                .extracting(HoldState::status)
                .containsExactly(HoldState.Status.OPEN, HoldState.Status.OPEN, HoldState.Status.SPENT);

        holds.endOfTask(10);
        holds.endOfTask(99);
        assertThat(holds.all()).extracting(HoldState::number).containsExactly(2L);
        assertThat(holds.byDigest("sha-256:1")).isNull();
        holds.spent(List.of(4L, 5L));
        assertThat(holds.all()).extracting(HoldState::status).containsExactly(HoldState.Status.SPENT);
    }

    /** Nothing can come of them: their calls are in the record. */
    @Test
    void thoseThatEndInVainAreKeptWithoutTheirCalls() {
        var holds = new HoldTable();
        holds.held(held(1, 10), 0);
        holds.answered(approved(2, 1), 0);
        holds.close(1, HoldState.Status.EXPIRED);
        assertThat(holds.get(1)).isNull();
        assertThat(holds.byDigest("sha-256:1")).isNull();
        assertThat(holds.ended(1)).isEqualTo(new EndedHold(1, 10, "ada", HoldState.Status.EXPIRED, List.of(2L)));
        assertThat(holds.status(1)).isEqualTo(HoldState.Status.EXPIRED);
        assertThat(holds.taskOf(1)).hasValue(10);
        assertThat(holds.openOfAgent("ada")).isZero();
        holds.endOfTask(10);
        assertThat(holds.status(1)).isNull();
        assertThat(holds.ended()).isEmpty();
    }

    @Test
    void thereIsABoundToThemForEachAgent() {
        var holds = new HoldTable();
        Actor other = Actor.of(Map.of("agent", AttributeValue.known("ben")));
        holds.held(new Event.CallHeld(0, 0, 11, other, FACTS, List.of(), "sha-256:0"), 0);
        holds.close(0, HoldState.Status.WITHDRAWN);
        for (int i = 1; i <= ApprovalLimits.MOST_ENDED + 2; i++) {
            holds.held(held(i, 10), 0);
            holds.close(i, HoldState.Status.WITHDRAWN);
        }
        assertThat(holds.status(1)).isNull();
        assertThat(holds.status(2)).isNull();
        assertThat(holds.status(3)).isEqualTo(HoldState.Status.WITHDRAWN);
        assertThat(holds.status(0)).as("another agent's").isEqualTo(HoldState.Status.WITHDRAWN);
        assertThat(holds.ended()).hasSize(ApprovalLimits.MOST_ENDED + 1);
    }

    /** One agent that opens tasks and asks for held calls must not stop the writer of all when the tasks end. */
    @Test
    void theHoldsOfOthersCostNothing() {
        var holds = new HoldTable();
        for (int i = 0; i < MANY; i++) {
            holds.held(held(i, i), 0);
        }
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int task = 0; task < MANY; task++) {
                holds.endOfTask(task);
            }
        });
        assertThat(holds.all()).isEmpty();
    }
}
