package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.ledger.store.Entry;
import dev.interlock.server.fixture.Quiet;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be decided or recorded is denied, and harms nobody else. */
class BadDecisionTest {

    private static final Caller ANN = Rig.agent("ann", "payables");

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    private static final String HUGE = "x".repeat(Entry.MAX_LEAF + 1);

    private final Rig rig;
    private final long task;

    BadDecisionTest() throws IOException {
        rig = new Rig();
        task = rig.open(ANN);
    }

    @AfterEach
    void lives() throws IOException {
        assertThat(rig.call(ANN, task, Rig.edit("7"))).isInstanceOf(Answer.Permit.class);
        assertThat(rig.state()).isEqualTo(rig.fold());
        rig.close();
    }

    /** Marks that cannot be looked at stand for a bug in a monitor. */
    static final class Mine extends TreeSet<String> {
        private static final long serialVersionUID = 1L;
        private final transient Supplier<? extends Throwable> thrown;

        Mine() {
            this(() -> new IllegalStateException("bug"));
        }

        Mine(Supplier<? extends Throwable> thrown) {
            this.thrown = thrown;
        }

        @Override
        public Iterator<String> iterator() {
            throw sneaky(thrown.get());
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
            throw (T) thrown;
        }
    }

    @Test
    void aDecisionThatThrowsIsADenialAndDoesNotPoisonTheDomain() {
        List<Supplier<? extends Throwable>> bugs = List.of(
                () -> new IllegalStateException("bug"), StackOverflowError::new, () -> new AssertionError("bug"));
        for (var bug : bugs) {
            CallFacts facts = Rig.facts("erp/pay", new Mine(bug), List.of(new Key("vendor", "7")), List.of());
            assertThatThrownBy(() -> rig.call(ANN, task, facts)).isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> rig.domain.query(state -> Mine.<RuntimeException>sneaky(bug.get())))
                    .isInstanceOf(UnavailableException.class);
            assertThat(rig.call(ANN, task, Rig.edit("7"))).isInstanceOf(Answer.Permit.class);
        }
    }

    @Test
    void aCallTooLargeForTheRecordIsDeniedAndTheDenialIsRecorded() throws IOException {
        assertDeniedAndRecorded(Rig.edit(HUGE), "erp/edit");
    }

    @Test
    void aCallWithTextWithoutUtf8FormIsDeniedAndTheDenialIsRecorded() throws IOException {
        assertDeniedAndRecorded(Rig.edit("half \ud83d"), "erp/edit");
    }

    private void assertDeniedAndRecorded(CallFacts facts, String tool) throws IOException {
        assertThat(rig.call(ANN, task, facts))
                .isInstanceOfSatisfying(
                        Answer.Deny.class,
                        deny -> assertThat(deny.findings()).anySatisfy(f -> {
                            assertThat(f.code()).isEqualTo(FindingCode.ARGUMENT_INVALID);
                            assertThat(f.detail()).contains("args: cannot be recorded");
                        }));
        assertThat(rig.events().getLast())
                .isInstanceOfSatisfying(
                        Event.CallDenied.class,
                        denied -> assertThat(denied.facts().tool()).isEqualTo(tool));
    }

    @ParameterizedTest
    @ValueSource(ints = {199, 70_000})
    void aToolWithAMonstrousNameIsDeniedAndRecordedByItsBeginning(int length) throws IOException {
        String name = "erp/" + "\ud83d".repeat(3) + "x".repeat(length);
        assertThat(rig.call(ANN, task, Rig.facts(name, Rig.marks(), List.of(), List.of())))
                .isInstanceOf(Answer.Deny.class);
        assertThat(rig.events().getLast())
                .isInstanceOfSatisfying(
                        Event.CallDenied.class,
                        denied -> assertThat(denied.facts().tool())
                                .startsWith("erp/???xxx")
                                .hasSizeLessThan(250));
    }

    @Test
    void anOutcomeTooLargeForTheRecordIsUnknown() throws IOException {
        Answer permit = rig.call(ANN, task, Rig.create());
        rig.domain.ask(new Command.SettleCall(
                ((Answer.Permit) permit).call(), new Settlement.Succeeded(List.of(new Key("vendor", HUGE)))));
        assertThat(rig.events().getLast())
                .isInstanceOfSatisfying(
                        Event.CallSettled.class,
                        settled -> assertThat(settled.settlement())
                                .isInstanceOfSatisfying(
                                        Settlement.Unknown.class,
                                        unknown -> assertThat(unknown.reason()).contains("cannot be recorded")));
    }

    @Test
    void aRequestTooLargeForTheRecordSaysSo() {
        assertThatThrownBy(() -> rig.domain.ask(Rig.openTask(ANN, HUGE)))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("cannot be recorded")
                .hasMessageContaining("65535 bytes");
    }

    @Test
    void deniedCallsDoNotGrowTheState() {
        int before = rig.state().length;
        for (int i = 0; i < 2_000; i++) {
            rig.call(
                    ANN,
                    task,
                    Rig.facts("erp/none-" + i, Rig.marks("m" + i), List.of(new Key("vendor", "v" + i)), List.of()));
            rig.call(Rig.agent("agent-" + i, "owner-" + i), task, Rig.edit("w" + i));
            rig.call(ANN, Long.MAX_VALUE, Rig.edit("w" + i));
        }
        assertThat(rig.state().length).isEqualTo(before);
    }
}
