package dev.interlock.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.policy.ApprovalTerms;
import dev.interlock.engine.policy.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The orders that a table keeps of its open holds are those that one finds by looking at all holds. */
class OpenHoldsTest {

    private static final int RUNS = 40;
    private static final int STEPS = 150;
    private static final int TASKS = 6;
    private static final Comparator<HoldState> SOONEST =
            Comparator.comparingLong(HoldState::waitsUntilMillis).thenComparingLong(HoldState::number);

    private final List<Long> numbers = new ArrayList<>();

    @Test
    void theyAreThoseThatAreFoundByLookingAtAll() {
        int compared = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            var random = new Random(seed);
            var holds = new HoldTable();
            numbers.clear();
            for (int step = 0; step < STEPS; step++) {
                step(holds, step, random);
                compare(holds, random, step);
                compared += holds.open().size();
            }
        }
        assertThat(compared).as("open holds that were compared").isGreaterThan(RUNS * STEPS);
    }

    /** What changes holds, with new ones as often as all else. */
    private void step(HoldTable holds, long now, Random random) {
        switch (random.nextInt(12)) {
            case 0 -> holds.close(some(random), HoldState.Status.EXPIRED);
            case 1 -> holds.voided(List.of(some(random), some(random)));
            case 2 -> holds.endOfTask(random.nextInt(TASKS));
            case 3 -> holds.move(new Shift(random.nextInt(9), -random.nextInt(30)));
            case 4, 5 -> answer(holds, now, random);
            default -> hold(holds, now, random);
        }
    }

    private long some(Random random) {
        return numbers.isEmpty() ? 0 : numbers.get(random.nextInt(numbers.size()));
    }

    private void answer(HoldTable holds, long now, Random random) {
        long hold = some(random);
        if (holds.get(hold) != null) {
            long answer = 10_000 + now;
            boolean approved = random.nextBoolean();
            holds.answered(
                    new Event.HoldAnswered(answer, hold, approved, HoldTableTest.SOMEBODY, new TreeSet<>(), ""), now);
            if (approved && random.nextBoolean()) {
                holds.spent(List.of(answer));
            }
        }
    }

    private void hold(HoldTable holds, long now, Random random) {
        var agent = Actor.of(Map.of("agent", AttributeValue.known("agent-" + random.nextInt(3))));
        String digest = "sha-256:" + random.nextInt(20); // sometimes the same call again
        holds.held(
                new Event.CallHeld(
                        now,
                        now,
                        random.nextInt(TASKS),
                        agent,
                        HoldTableTest.FACTS,
                        List.of(reason(random), reason(random)),
                        digest),
                now);
        numbers.add(now);
    }

    private static Finding reason(Random random) {
        var terms = new ApprovalTerms(Optional.empty(), random.nextInt(4) * 20L, 0, Optional.empty(), false);
        return new Finding(
                "PAY-0" + random.nextInt(2),
                FindingCode.APPROVAL_REQUIRED,
                Outcome.HOLD,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(new Need(Optional.empty(), 1, "owner", List.of(), 1_000, terms)),
                "");
    }

    private void compare(HoldTable holds, Random random, long now) {
        List<HoldState> open = holds.all().stream()
                .filter(hold -> hold.status() == HoldState.Status.OPEN)
                .toList();
        assertThat(List.copyOf(holds.all()))
                .isSortedAccordingTo(Comparator.comparingLong(HoldState::number))
                .allMatch(hold -> holds.get(hold.number()) == hold);
        assertThat(holds.open()).containsExactlyElementsOf(open);
        assertThat(holds.openSoonest())
                .containsExactlyElementsOf(open.stream().sorted(SOONEST).toList());
        assertThat(holds.overdue(now))
                .containsExactlyElementsOf(
                        open.stream().filter(hold -> hold.isOverdue(now)).toList());
        long after = some(random);
        Predicate<HoldState> later = hold -> hold.number() > after;
        assertThat(holds.all(after))
                .containsExactlyElementsOf(holds.all().stream().filter(later).toList());
        assertThat(holds.open(after))
                .containsExactlyElementsOf(open.stream().filter(later).toList());
        for (HoldState hold : open) {
            assertThat(holds.openAlike(hold.group(), after))
                    .containsExactlyElementsOf(open.stream()
                            .filter(later)
                            .filter(one -> one.likeness().equals(hold.likeness()))
                            .toList());
            assertThat(holds.openSoonest(hold))
                    .containsExactlyElementsOf(open.stream()
                            .filter(one -> SOONEST.compare(one, hold) > 0)
                            .sorted(SOONEST)
                            .toList());
        }
        assertThat(holds.openAlike("g-of-nothing", -1)).isEmpty();
    }
}
