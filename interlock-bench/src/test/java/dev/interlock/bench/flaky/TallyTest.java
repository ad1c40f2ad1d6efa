package dev.interlock.bench.flaky;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TallyTest {

    private static final Confirmation READ = new Confirmation.Read("bank/find_payment", "sha-256:" + "1".repeat(64), 0);

    private static final Actor ACTOR = Actor.of(Map.of());

    private final Tally tally = new Tally();
    private long seq;

    private void at(long millis, Event event) {
        tally.add(new Recorded(seq++, millis, "sha-256:" + "0".repeat(64), event));
    }

    private long pay(long millis, String reference) {
        long call = seq;
        var facts = CallFacts.builder("bank/pay", "sha-256:" + "2".repeat(64), "high")
                .projection(new TreeMap<>(Map.of("args.reference", reference)))
                .marks(new TreeSet<>(List.of("payment.release")))
                .creates(List.of("payment"))
                .build();
        at(
                millis,
                new Event.CallReserved(
                        call,
                        0,
                        ACTOR,
                        facts,
                        List.of(),
                        List.of(),
                        List.of(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        List.of()));
        return call;
    }

    private static Settlement succeeded(String id) {
        return new Settlement.Succeeded(List.of(new Key("payment", id)));
    }

    @Test
    void anEffectIsMatchedByOneSuccessUnderItsReference() {
        at(1, new Event.CallSettled(pay(0, "R-1"), succeeded("P-1")));
        assertThat(tally.unmatched(Map.of("R-1", List.of("P-1")))).isZero();
        assertThat(tally.unmatched(Map.of())).as("recorded, and no effect").isEqualTo(1);
        assertThat(tally.unmatched(Map.of("R-1", List.of("P-1", "P-2"))))
                .as("paid twice")
                .isEqualTo(1);
        assertThat(tally.unmatched(Map.of("R-2", List.of("P-1"))))
                .as("an effect without a record, and a record without one")
                .isEqualTo(2);
    }

    @Test
    void anEffectOfWhatIsRecordedAsFailedIsNotMatched() {
        long call = pay(0, "R-1");
        at(1_000, new Event.CallSettled(call, new Settlement.Unknown("http 502")));
        at(12_000, new Event.CallConfirmed(call, new Settlement.Failed("nothing there"), READ));

        assertThat(tally.failed()).isEqualTo(1);
        assertThat(tally.wereUnknown()).isEqualTo(1);
        assertThat(tally.oldestMillis()).isEqualTo(11_000);
        assertThat(tally.asked()).isZero();
        assertThat(tally.unmatched(Map.of())).isZero();
        assertThat(tally.unmatched(Map.of("R-1", List.of("P-1")))).isEqualTo(1);
    }

    @Test
    void whatIsStillUnknownIsForPeopleAndAsOldAsTheRecord() {
        at(1_000, new Event.CallSettled(pay(0, "R-1"), new Settlement.Unknown("http 429")));
        at(90_000, new Event.CallSettled(pay(80_000, "R-2"), succeeded("P-2")));

        assertThat(tally.asked()).isEqualTo(1);
        assertThat(tally.oldestMillis()).isEqualTo(89_000);
    }

    @Test
    void whatAPersonReconciledWasAsked() {
        long call = pay(0, "R-1");
        at(1_000, new Event.CallSettled(call, new Settlement.Unknown("http 429")));
        at(9_000, new Event.CallReconciled(call, succeeded("P-1"), ACTOR, "looked"));

        assertThat(tally.asked()).isEqualTo(1);
        assertThat(tally.unmatched(Map.of("R-1", List.of("P-1")))).isZero();
    }

    @Test
    void aFifthIsAnsweredWithErrorsOfWhichEachKindProvesNothing() {
        List<Fate> fates = IntStream.range(0, 10_000)
                .mapToObj(number -> Fate.of("R-" + number))
                .filter(fate -> fate.error().isPresent())
                .toList();
        assertThat(fates).hasSizeBetween(1_800, 2_200);
        for (String error : List.of("429 Too Many Requests", "502 Bad Gateway")) {
            for (Fate.Effect effect : Fate.Effect.values()) {
                assertThat(fates)
                        .filteredOn(fate -> fate.error().orElseThrow().equals(error) && fate.effect() == effect)
                        .hasSizeGreaterThan(250);
            }
        }
        assertThat(Fate.of(Fate.RELIABLE + 1).error()).isEmpty();
    }
}
