package dev.interlock.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.codec.CodecException.Problem;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.ClockDoubt;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.DelegationEnd;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LeaseStep;
import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.PlanKind;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SuspendCause;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EventCodecTest {

    @Test
    void everyEventSurvivesTheRoundTrip() {
        RandomEvents events = new RandomEvents(20261124);
        for (int i = 0; i < 50_000; i++) {
            Recorded recorded = events.next(i % RandomEvents.KINDS);
            Map<String, Object> leaf = EventCodec.toMap(recorded);
            assertPlain(leaf);
            Recorded back = EventCodec.fromMap(Leaves.copy(leaf));
            assertThat(back).isEqualTo(recorded);
            assertThat(Leaves.json(EventCodec.toMap(back))).isEqualTo(Leaves.json(leaf));
        }
    }

    @Test
    void differentEventsHaveDifferentLeaves() {
        RandomEvents events = new RandomEvents(7);
        Set<Recorded> records = new HashSet<>();
        Set<String> leaves = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            Recorded recorded = events.next();
            records.add(recorded);
            leaves.add(Leaves.json(EventCodec.toMap(recorded)));
        }
        assertThat(leaves).hasSameSizeAs(records);
    }

    @Test
    void allTypesAreNamedAndEachEventHasItsOwn() {
        var types = new TreeSet<String>();
        SampleEvents.all().forEach(recorded -> {
            assertThat(EventCodec.type(recorded.event()))
                    .isEqualTo(EventCodec.toMap(recorded).get("type"));
            types.add(EventCodec.type(recorded.event()));
        });
        assertThat(types).isEqualTo(EventCodec.ALL_TYPES);
    }

    @Test
    void theGoldenFilesHoldEveryKindOfEvent() {
        Set<Class<?>> kinds = new HashSet<>();
        SampleEvents.all().forEach(recorded -> kinds.add(recorded.event().getClass()));
        Set<Class<?>> declared = new HashSet<>(List.of(Event.class.getPermittedSubclasses()));
        declared.remove(Event.CallDecided.class);
        declared.addAll(List.of(Event.CallDecided.class.getPermittedSubclasses()));
        declared.removeAll(List.of(
                HoldEvent.class,
                LeaseEvent.class,
                LaneEvent.class,
                AgentEvent.class,
                LedgerEvent.class,
                ClockEvent.class));
        declared.addAll(List.of(ClockEvent.class.getPermittedSubclasses()));
        declared.addAll(List.of(LaneEvent.class.getPermittedSubclasses()));
        declared.addAll(List.of(HoldEvent.OfHold.class.getPermittedSubclasses()));
        declared.addAll(List.of(HoldEvent.OfDelegation.class.getPermittedSubclasses()));
        declared.addAll(List.of(LeaseEvent.class.getPermittedSubclasses()));
        declared.addAll(List.of(AgentEvent.class.getPermittedSubclasses()));
        declared.addAll(List.of(LedgerEvent.class.getPermittedSubclasses()));
        assertThat(kinds).isEqualTo(declared).hasSize(RandomEvents.KINDS);
    }

    @Test
    void theWordsOfTheEncodingAreTheGoldenOnes() throws IOException {
        List<String> words = new ArrayList<>();
        for (FindingCode code : FindingCode.values()) {
            assertThat(writtenFinding(code, Outcome.DENY).get("code")).isEqualTo(code.text());
            words.add("code " + code.text());
        }
        for (Outcome outcome : Outcome.values()) {
            words.add("outcome " + writtenFinding(FindingCode.REJECTED, outcome).get("outcome"));
        }
        for (EndReason reason : EndReason.values()) {
            Recorded ended = recorded(new Event.TaskEnded(1, reason, "maria"));
            words.add("reason " + EventCodec.toMap(ended).get("reason"));
        }
        for (PlanKind answer : PlanKind.values()) {
            Recorded declared = recorded(new Event.PlanDeclared(1, "maria", List.of(), answer));
            words.add("plan " + EventCodec.toMap(declared).get("answer"));
        }
        for (LeaseEnd reason : LeaseEnd.values()) {
            Recorded revoked = recorded(new LeaseEvent.Revoked(1, reason, "maria", ""));
            words.add("lease " + EventCodec.toMap(revoked).get("reason"));
        }
        for (LeaseStep step : LeaseStep.values()) {
            words.add("step "
                    + EventCodec.toMap(recorded(new LeaseEvent.Confirmed(1, step)))
                            .get("step"));
        }
        for (SuspendCause cause : SuspendCause.values()) {
            Recorded suspended = recorded(new AgentEvent.Suspended("a", cause, "maria", ""));
            words.add("cause " + EventCodec.toMap(suspended).get("cause"));
        }
        for (DelegationEnd reason : DelegationEnd.values()) {
            Recorded ended = recorded(new HoldEvent.DelegationEnded(1, reason, "maria"));
            words.add("delegation " + EventCodec.toMap(ended).get("reason"));
        }
        for (LedgerDoubt cause : LedgerDoubt.values()) {
            Recorded closed = recorded(new LedgerEvent.Closed(cause, Optional.empty(), Optional.empty()));
            words.add("doubt " + EventCodec.toMap(closed).get("cause"));
        }
        for (ClockDoubt doubt : ClockDoubt.values()) {
            Recorded doubted = recorded(new ClockEvent.Doubted(doubt, ClockReading.ofWall(1)));
            words.add("doubt " + EventCodec.toMap(doubted).get("doubt"));
        }
        assertThat(words)
                .as("a new word is added to the file; a word is never renamed or removed, ledgers hold it")
                .containsExactlyElementsOf(Golden.lines("words-v1.txt"));
    }

    @Test
    void unknownIsNotAbsentAndNotApplicableIsNotAText() {
        for (AttributeValue value : List.of(
                AttributeValue.unknown(),
                AttributeValue.notApplicable(),
                AttributeValue.known(List.of("a", "b")),
                AttributeValue.known("{\"na\":true}"))) {
            Actor actor = Actor.of(Map.of("model", value));
            assertThat(roundTrip(actor)).isEqualTo(actor);
        }
        assertThat(roundTrip(Actor.of(Map.of())).attributes()).isEmpty();
    }

    @Test
    void whatJsonCannotKeepExactIsRefusedWhenWriting() {
        Recorded sequence = new Recorded(Place.MAX_NUMBER + 1, 0, "b", new Event.BundleActivated("n", "d", "b"));
        assertRefused(sequence, Problem.BAD_VALUE, "seq");
        assertRefused(reserved(Long.MIN_VALUE, Optional.empty()), Problem.BAD_VALUE, "facts.args.x");
        assertRefused(reserved(1.5, Optional.empty()), Problem.WRONG_TYPE, "facts.args.x");
        assertRefused(reserved(7, Optional.empty()), Problem.WRONG_TYPE, "facts.args.x");
        assertRefused(reserved(List.of(), Optional.empty()), Problem.WRONG_TYPE, "facts.args.x");
        for (String huge : List.of("1e999999999", "1e1000", "1e-1001", "1e-999999999")) {
            Amount amount = new Amount(new BigDecimal(huge), "EUR");
            assertRefused(reserved(1L, Optional.of(amount)), Problem.BAD_VALUE, "facts.amount.value");
        }
    }

    @Test
    void theLongestAmountsAreWritten() {
        for (String longest : List.of("1e999", "1e-1000")) {
            Recorded recorded = reserved(1L, Optional.of(new Amount(new BigDecimal(longest), "EUR")));
            assertThat(EventCodec.fromMap(EventCodec.toMap(recorded))).isEqualTo(recorded);
        }
    }

    private static void assertRefused(Recorded recorded, Problem problem, String path) {
        assertThatThrownBy(() -> EventCodec.toMap(recorded)).isInstanceOfSatisfying(CodecException.class, refusal -> {
            assertThat(refusal.problem()).isEqualTo(problem);
            assertThat(refusal.path()).isEqualTo(path);
        });
    }

    private static Recorded reserved(Object argument, Optional<Amount> amount) {
        SortedMap<String, Object> projection = new TreeMap<>(Map.of("x", argument));
        CallFacts facts = CallFacts.builder("erp/x", "d", "low")
                .projection(projection)
                .objects(List.of(new Key("vendor", "/")))
                .amount(amount)
                .writes(false)
                .build();
        return recorded(new Event.CallReserved(1, 1, SampleEvents.CLERK, facts, List.of(), List.of(), List.of()));
    }

    private static Map<?, ?> writtenFinding(FindingCode code, Outcome outcome) {
        Finding finding = new Finding(
                "AP-01", code, outcome, Optional.empty(), Optional.empty(), List.of(), Optional.empty(), "");
        Event denied = new Event.CallDenied(1, 1, SampleEvents.CLERK, SampleFacts.bareFacts(), List.of(finding));
        List<?> findings = (List<?>) EventCodec.toMap(recorded(denied)).get("findings");
        return (Map<?, ?>) findings.getFirst();
    }

    private static Actor roundTrip(Actor actor) {
        Recorded back = EventCodec.fromMap(
                EventCodec.toMap(recorded(new Event.TaskAmended(1, actor, List.of(), 0, 0, "", new TreeSet<>()))));
        return ((Event.TaskAmended) back.event()).by();
    }

    private static Recorded recorded(Event event) {
        return new Recorded(1, 2, "sha-256:b1", event);
    }

    /** Only the promised types, and every map sorted. */
    private static void assertPlain(Object value) {
        switch (value) {
            case null -> {}
            case String text -> {}
            case Long number -> {}
            case Boolean truth -> {}
            case List<?> list -> list.forEach(EventCodecTest::assertPlain);
            case Map<?, ?> map -> {
                assertThat(new ArrayList<>(map.keySet())).isEqualTo(new ArrayList<>(new TreeSet<>(map.keySet())));
                map.values().forEach(EventCodecTest::assertPlain);
            }
            default -> throw new AssertionError("not a plain value: " + value.getClass());
        }
    }
}
