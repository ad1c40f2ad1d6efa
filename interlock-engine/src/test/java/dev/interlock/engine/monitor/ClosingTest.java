package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The option {@code until}: an archived thing is neither made nor used any more. */
class ClosingTest {

    private static final Key ONE = Stage.thing(1);
    private static final Key TWO = Stage.thing(2);
    private static final Set<String> TOOLS = Set.of("make", "use", "archive", "make+archive");

    private final Stage stage = separate(false);

    private static Rule.Head head(boolean observe) {
        return new Rule.Head("R", "", Optional.empty(), observe, List.of()).withUntil("archive");
    }

    private static Stage separate(boolean observe) {
        return new Stage(
                TOOLS,
                new Rule.Separate(
                        head(observe),
                        List.of(Set.of("make"), Set.of("use")),
                        "thing",
                        OptionalLong.of(10_000),
                        1,
                        Optional.empty()));
    }

    private static Finding only(Answer.Verdict verdict) {
        assertThat(verdict.findings()).hasSize(1);
        return verdict.findings().getFirst();
    }

    @Test
    void closedKeyStaysClosed() {
        stage.done("ann", "make", "low", ONE);
        var archive = stage.call("bob", "archive", "high", ONE);
        assertThat(archive.findings()).isEmpty();
        for (int i = 0; i < 2; i++) {
            Finding closed = only(stage.call("cyd", "use", "low", ONE));
            assertThat(closed.code()).isEqualTo(FindingCode.KEY_CLOSED);
            assertThat(closed.outcome()).isEqualTo(Outcome.DENY);
            assertThat(closed.key()).contains(ONE);
            assertThat(closed.witnesses()).containsExactly(new Witness(archive.call(), "archive"));
            if (i == 0) {
                stage.succeed(archive);
                stage.restart();
                stage.now += 1_000_000;
            }
        }
        assertThat(stage.call("cyd", "use", "low", TWO).findings()).isEmpty();
    }

    @Test
    void failedClosingLeavesNothing() {
        stage.done("ann", "make", "low", ONE);
        stage.fail(stage.call("bob", "archive", "high", ONE));
        assertThat(stage.call("cyd", "use", "low", ONE).findings()).isEmpty();
        assertThat(only(stage.call("ann", "use", "high", ONE)).code()).isEqualTo(FindingCode.DUTY_CONFLICT);
    }

    @Test
    void holderDoesNotCloseItsKey() {
        var make = stage.done("ann-1", "make", "low", ONE);
        stage.now += 1_000_000;
        Finding dependent = only(stage.call("ann-2", "archive", "middle", ONE));
        assertThat(dependent.code()).isEqualTo(FindingCode.CLOSING_NOT_INDEPENDENT);
        assertThat(dependent.outcome()).isEqualTo(Outcome.HOLD);
        assertThat(dependent.key()).contains(ONE);
        assertThat(dependent.attribute()).contains("owner");
        assertThat(dependent.witnesses()).containsExactly(new Witness(make.call(), "make|use"));
        assertThat(only(stage.call("ann-1", "archive", "high", ONE)).attribute())
                .contains("runtime");
        assertThat(stage.call("ann-1", "archive", "high", TWO).findings()).isEmpty();
        // a mild tier says so, and lets it
        assertThat(only(stage.done("ann-2", "archive", "low", ONE)).outcome()).isEqualTo(Outcome.RECORD);
        assertThat(only(stage.call("cyd", "use", "low", ONE)).code()).isEqualTo(FindingCode.KEY_CLOSED);
    }

    @Test
    void closingWaitsForWhatIsInFlight() {
        var use = stage.call("ann", "use", "low", ONE);
        var make = stage.call("cyd", "make", "low", ONE);
        Finding relied = only(stage.call("bob", "archive", "low", ONE));
        assertThat(relied.code()).isEqualTo(FindingCode.RELIED_UPON);
        assertThat(relied.outcome()).isEqualTo(Outcome.DENY);
        assertThat(relied.witnesses()).containsExactly(new Witness(use.call(), "make|use"));
        assertThat(stage.call("ann", "archive", "high", ONE).findings())
                .extracting(Finding::code)
                .containsExactly(FindingCode.CLOSING_NOT_INDEPENDENT, FindingCode.RELIED_UPON);
        stage.succeed(use);
        stage.succeed(make);
        assertThat(stage.call("bob", "archive", "low", ONE).findings()).isEmpty();
    }

    @Test
    void mostRecentHolderIsTheWitness() {
        stage.done("ann", "make", "low", ONE);
        var second = stage.done("ann", "make", "low", ONE);
        assertThat(only(stage.call("ann", "archive", "high", ONE)).witnesses())
                .containsExactly(new Witness(second.call(), "make|use"));
        var open = stage.call("ann", "make", "low", ONE);
        assertThat(stage.call("ann", "archive", "high", ONE)
                        .findings()
                        .getFirst()
                        .witnesses())
                .containsExactly(new Witness(open.call(), "make|use"));
    }

    @Test
    void creationInFlightMayHoldTheKey() {
        var creation = stage.create("ann-1", "make", "low");
        var findings = stage.call("ann-2", "archive", "high", ONE).findings();
        assertThat(findings)
                .extracting(Finding::code)
                .containsExactly(FindingCode.CLOSING_NOT_INDEPENDENT, FindingCode.RELIED_UPON);
        assertThat(findings)
                .allSatisfy(f -> assertThat(f.witnesses()).containsExactly(new Witness(creation.call(), "make|use")));
        stage.succeed(creation, ONE);
        assertThat(only(stage.call("ann-2", "archive", "high", ONE)).attribute())
                .contains("owner");
        assertThat(stage.call("ann-2", "archive", "high", TWO).findings()).isEmpty();
    }

    @Test
    void nothingIsClosedByItsOwnCreation() {
        var creation = stage.create("ann", "make+archive", "low");
        assertThat(creation.findings()).isEmpty();
        stage.succeed(creation, ONE);
        assertThat(stage.call("bob", "use", "low", ONE).findings()).isEmpty();
        assertThat(stage.call("ann", "archive", "high", ONE).findings())
                .extracting(Finding::code)
                .contains(FindingCode.CLOSING_NOT_INDEPENDENT);
    }

    @Test
    void nameThatWasClosedBeforeItsCreation() {
        var archive = stage.call("bob", "archive", "low", ONE);
        Finding guessed = only(stage.create("ann", "make", "low"));
        assertThat(guessed.code()).isEqualTo(FindingCode.KEY_CLOSED);
        assertThat(guessed.key()).contains(ONE);
        stage.succeed(archive);
        assertThat(stage.create("ann", "make", "low").findings()).isEmpty();
    }

    @Test
    void callWithoutKeyClosesNothing() {
        assertThat(stage.call("bob", "archive", "high").findings()).isEmpty();
    }

    @Test
    void callThatIsBothClosesAfterItself() {
        var both = stage.call("ann", "make+archive", "low", ONE);
        assertThat(both.findings()).isEmpty();
        Finding closed =
                stage.call("bob", "make+archive", "low", ONE).findings().getFirst();
        assertThat(closed.code()).isEqualTo(FindingCode.KEY_CLOSED);
        stage.succeed(both);
        assertThat(only(stage.call("ann", "make+archive", "low", ONE)).code()).isEqualTo(FindingCode.KEY_CLOSED);
        assertThat(stage.call("ann", "archive", "high", ONE).findings()).isEmpty();
    }

    @Test
    void firstSuccessIsTheOneThatClosed() {
        var first = stage.call("bob", "archive", "low", ONE);
        var second = stage.call("cyd", "archive", "low", ONE);
        assertThat(only(stage.call("ann", "use", "low", ONE)).witnesses())
                .containsExactly(new Witness(first.call(), "archive"));
        stage.succeed(second);
        stage.succeed(first);
        assertThat(only(stage.call("ann", "use", "low", ONE)).witnesses())
                .containsExactly(new Witness(second.call(), "archive"));
    }

    @Test
    void historyOfAClosedKeyIsForgotten() {
        Stage observed = separate(true);
        observed.done("ann", "make", "high", ONE);
        for (int i = 0; i < 40; i++) {
            observed.done("a" + i, "make", "high", TWO);
        }
        observed.done("bob", "archive", "high", ONE);
        observed.done("bob", "archive", "high", TWO);
        observed.restart();
        for (Key key : List.of(ONE, TWO)) {
            // what it would conflict with is gone, and a closed key has no holders
            var use = observed.call("ann", "use", "high", key);
            assertThat(only(use).code()).isEqualTo(FindingCode.KEY_CLOSED);
            assertThat(only(use).outcome()).isEqualTo(Outcome.RECORD);
            observed.succeed(use);
            assertThat(observed.call("ann", "archive", "high", key).findings()).isEmpty();
        }
    }

    @Test
    void anyKindCanBeClosed() {
        var limit = new Stage(
                TOOLS,
                new Rule.Limit(
                        head(false), "make", "thing", OptionalLong.of(1), new TreeMap<>(), OptionalLong.empty()));
        var order = new Stage(
                TOOLS,
                new Rule.Order(
                        head(false), Set.of("use"), Optional.of("make"), "thing", OptionalLong.empty(), Set.of()));
        for (Stage each : List.of(limit, order)) {
            each.done("ann", "make", "high", ONE);
            each.done("bob", "archive", "high", ONE);
        }
        limit.restart();
        order.restart();
        assertThat(only(limit.call("cyd", "make", "high", ONE)).code()).isEqualTo(FindingCode.KEY_CLOSED);
        assertThat(only(order.call("cyd", "use", "high", ONE)).code()).isEqualTo(FindingCode.KEY_CLOSED);
        // a first is not what the rule is about
        assertThat(order.call("cyd", "make", "high", ONE).findings()).isEmpty();
        assertThat(((OrderMonitor) order.monitor("R")).remembered()).isZero();
    }

    @Test
    void findingsComeByKey() {
        stage.done("ann", "make", "low", ONE, TWO);
        assertThat(stage.call("ann", "archive", "high", TWO, ONE).findings())
                .extracting(finding -> finding.key().orElseThrow())
                .containsExactly(ONE, TWO);
        stage.done("bob", "archive", "high", TWO, ONE);
        assertThat(stage.call("cyd", "use", "high", TWO, ONE).findings())
                .extracting(finding -> finding.key().orElseThrow())
                .containsExactly(ONE, TWO);
    }

    @Test
    void otherFindingsStandBesideAClosedKey() {
        stage.done("ann", "make", "high", TWO);
        stage.done("bob", "archive", "high", ONE);
        assertThat(stage.call("ann", "use", "high", ONE, TWO).findings())
                .extracting(Finding::code)
                .containsExactly(FindingCode.DUTY_CONFLICT, FindingCode.KEY_CLOSED);
    }

    @Test
    void levelOfTheRuleCounts() {
        Stage byName = new Stage(
                TOOLS,
                new Rule.Separate(
                        head(false),
                        List.of(Set.of("make"), Set.of("use")),
                        "thing",
                        OptionalLong.empty(),
                        1,
                        Optional.of(new Level("another-agent", List.of()))));
        byName.done("ann-1", "make", "high", ONE);
        assertThat(only(byName.call("ann-1", "archive", "high", ONE)).attribute())
                .contains("runtime");
        assertThat(byName.call("ann-2", "archive", "high", ONE).findings()).isEmpty();
    }
}
