package dev.interlock.engine.monitor;

import static dev.interlock.engine.monitor.Drafts.facts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.CallFacts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Lists of open calls: in the order of their numbers, without those that are not there for the call at hand. */
class CallViewsTest {

    private final Drafts record = new Drafts();
    private final CallView one = call(1, facts(List.of()));
    private final CallView two = call(2, facts(List.of()));
    private final CallView three = call(3, facts(List.of()));

    private static CallView call(long seq, CallFacts facts) {
        return Drafts.builder(seq, facts).build();
    }

    @Test
    void theyStandInTheOrderOfTheirNumbers() {
        List<CallView> calls = CallViews.with(CallViews.with(List.of(), three), one);

        assertThat(calls).containsExactly(one, three);
        assertThat(CallViews.with(calls, two)).containsExactly(one, two, three);
        assertThat(CallViews.with(List.of(one, two), three)).containsExactly(one, two, three);
        assertThat(calls).as("is left as it was").containsExactly(one, three);
    }

    @Test
    void aCallOfTheSameNumberComesBehind() {
        CallView part = call(2, facts(List.of()));

        assertThat(CallViews.with(List.of(one, two, three), part)).containsExactly(one, two, part, three);
    }

    @Test
    void aCallLeavesByItsNumber() {
        CallView part = call(2, facts(List.of()));

        assertThat(CallViews.without(List.of(one, two, three), part)).containsExactly(one, three);
        assertThat(CallViews.without(List.of(one), part)).containsExactly(one);
        assertThat(CallViews.without(List.of(), part)).isEmpty();
    }

    @Test
    void toItsContinuationAnOpenCallHasNeverBeenThere() {
        CallView next = Drafts.builder(9, facts(List.of())).continues(2).build();

        assertThat(CallViews.seenBy(next, List.of(one, two, three))).containsExactly(one, three);
        assertThat(CallViews.seenBy(next, List.of(one, three))).containsExactly(one, three);
        assertThat(CallViews.seenBy(call(9, facts(List.of())), List.of(one, two)))
                .containsExactly(one, two);
    }

    @Test
    void anUnclearOutcomeAddsItsCallToThoseOfTheKindOnce() {
        two.returned(new int[] {record.number("client/1"), record.number("vendor/1")});

        List<CallView> calls = CallViews.returning(List.of(one, three), two, "vendor", record.keys);

        assertThat(calls).containsExactly(one, two, three);
        assertThat(CallViews.returning(calls, two, "vendor", record.keys))
                .as("again")
                .containsExactly(one, two, three);
        assertThat(CallViews.returning(List.of(one), two, "order", record.keys)).containsExactly(one);
        record.number("order/1");
        assertThat(CallViews.returning(List.of(one), two, "order", record.keys)).containsExactly(one);
    }

    @Test
    void whatCreatesOfTheKindIsAmongItsCallsSinceItsReservation() {
        CallView creates = call(2, facts(List.of("vendor")));
        CallView upserts = call(2, facts(List.of()).upserting(Set.of("vendor")));
        for (CallView call : List.of(creates, upserts)) {
            call.returned(new int[] {record.number("vendor/1")});
            assertThat(CallViews.returning(List.of(one), call, "vendor", record.keys))
                    .containsExactly(one);
        }
    }

    @Test
    void theyAreReadByTheirNumbers() throws IOException {
        Map<Long, CallView> open =
                List.of(one, two, three).stream().collect(Collectors.toMap(CallView::seq, Function.identity()));
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        CallViews.write(out, List.of(one, three));
        CallViews.write(out, List.of());
        CallViews.write(out, List.of(two));

        var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(CallViews.read(in, open::get)).containsExactly(one, three);
        assertThat(CallViews.read(in, open::get)).isEmpty();
        assertThat(CallViews.read(in, open::get)).containsExactly(two);
        assertThat(in.available()).isZero();
    }
}
