package dev.interlock.engine.kept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.clock.ClockState;
import dev.interlock.engine.kept.PastAmounts.Past;
import dev.interlock.engine.model.Amount;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The greatest amounts in a sliding window, of which few are kept. */
class PastAmountsTest {

    private static final int WINDOW = 50;

    private final ClockState clock = new ClockState();

    /** At each millisecond, a kept part of a random history says the same as all of it. */
    @RepeatedTest(200)
    void theyAreThoseOfTheWholeHistory(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int greatest = 1 + random.nextInt(4);
        var amounts = new PastAmounts(greatest, 1_000);
        List<Past> all = new ArrayList<>();
        List<Past> open = new ArrayList<>();
        long call = 0;
        for (long now = 0; now < 300; now++) {
            for (int i = random.nextInt(3); i > 0; i--) {
                open.add(past(++call, now, random.nextInt(8), random.nextInt(4) == 0 ? "USD" : "EUR"));
            }
            Collections.shuffle(open, random);
            while (!open.isEmpty() && random.nextInt(3) > 0) {
                Past done = open.removeLast();
                all.add(done);
                amounts.add(done, now - WINDOW);
            }
            if (random.nextInt(20) == 0) {
                amounts.expire(now - WINDOW);
            }
            for (String unit : List.of("EUR", "USD", "CHF")) {
                assertThat(amounts.greatest(unit, now - WINDOW, clock))
                        .as(unit + " at " + now)
                        .isEqualTo(greatest(all, unit, now - WINDOW, greatest));
            }
            assertThat(amounts.isSpent(now - WINDOW))
                    .isEqualTo(greatest(all, "EUR", now - WINDOW, 1).isEmpty()
                            && greatest(all, "USD", now - WINDOW, 1).isEmpty());
        }
    }

    private static List<Past> greatest(List<Past> all, String unit, long after, int most) {
        return all.stream()
                .filter(past -> past.amount().unit().equals(unit) && past.reservedAt() > after)
                .sorted(Comparator.comparing((Past past) -> past.amount().value())
                        .thenComparing(Past::call)
                        .reversed())
                .limit(most)
                .toList();
    }

    private static Past past(long call, long at, long amount, String unit) {
        return new Past(call, at, new Amount(BigDecimal.valueOf(amount), unit));
    }

    @Test
    void fewAreKeptOfManyCalls() {
        var amounts = new PastAmounts(3, 1_000);
        Random random = new Random(1);
        for (int call = 0; call < 100_000; call++) {
            amounts.add(past(call, call, random.nextInt(1_000_000), "EUR"), Long.MIN_VALUE);
        }
        assertThat(amounts.size()).isLessThan(100);
    }

    @Test
    void beyondTheBoundTheOldestAreForgotten() {
        var amounts = new PastAmounts(1, 10);
        for (int call = 1; call <= 11; call++) {
            amounts.add(past(call, call, 100 - call, "EUR"), Long.MIN_VALUE);
        }
        assertThat(amounts.size()).isEqualTo(10);
        assertThat(amounts.greatest("EUR", Long.MIN_VALUE, clock)).containsExactly(past(2, 2, 98, "EUR"));
    }

    @Test
    void theyAreReadAsTheyWereWritten() throws IOException {
        var amounts = new PastAmounts(2, 10);
        amounts.add(past(1, 10, 70, "EUR"), 0);
        amounts.add(past(2, 20, 60, "USD"), 0);
        var bytes = new ByteArrayOutputStream();
        amounts.write(new DataOutputStream(bytes));
        var read = new PastAmounts(2, 10);
        read.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        assertThat(read.greatest("EUR", 0, clock)).containsExactly(past(1, 10, 70, "EUR"));
        assertThat(read.greatest("USD", 0, clock)).containsExactly(past(2, 20, 60, "USD"));
    }
}
