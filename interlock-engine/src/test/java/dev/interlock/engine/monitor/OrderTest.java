package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.TestDomain;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code order}: a deployment after a test, with no change since. */
class OrderTest {

    private static final Key ONE = Stage.thing(1);
    private static final Key TWO = Stage.thing(2);

    private Stage stage = stage(Optional.of("test"), OptionalLong.empty());

    private static Stage stage(Optional<String> after, OptionalLong within) {
        return new Stage(
                Set.of("deploy", "test", "change", "test+change", "deploy+change"),
                new Rule.Order(TestDomain.head("O"), Set.of("deploy"), after, "thing", within, Set.of("change")));
    }

    private static Finding only(Answer.Verdict verdict) {
        assertThat(verdict.findings()).hasSize(1);
        return verdict.findings().getFirst();
    }

    @Test
    void firstHasToComeBefore() {
        Finding missing = only(stage.call("ann", "deploy", "high", ONE));
        assertThat(missing.code()).isEqualTo(FindingCode.OUT_OF_ORDER);
        assertThat(missing.outcome()).isEqualTo(Outcome.HOLD);
        assertThat(missing.key()).contains(ONE);
        assertThat(missing.detail()).isEqualTo("test");
        assertThat(missing.witnesses()).isEmpty();
        stage.done("bob", "test", "low", ONE);
        assertThat(stage.call("ann", "deploy", "high", ONE).findings()).isEmpty();
        assertThat(only(stage.call("ann", "deploy", "high", ONE, TWO)).key()).contains(TWO);
    }

    @Test
    void firstInFlightDoesNotCount() {
        var test = stage.call("bob", "test", "low", ONE);
        assertThat(only(stage.call("ann", "deploy", "high", ONE)).witnesses()).isEmpty();
        stage.fail(test);
        assertThat(only(stage.call("ann", "deploy", "high", ONE)).witnesses()).isEmpty();
    }

    @Test
    void thirdSinceIsAConflict() {
        stage.done("bob", "test", "low", ONE);
        var change = stage.call("cyd", "change", "low", ONE);
        Finding open = only(stage.call("ann", "deploy", "high", ONE));
        assertThat(open.code()).isEqualTo(FindingCode.OUT_OF_ORDER);
        assertThat(open.outcome()).isEqualTo(Outcome.DENY);
        assertThat(open.detail()).isEqualTo("test");
        assertThat(open.witnesses()).containsExactly(new Witness(change.call(), "change"));
        stage.succeed(change);
        stage.restart();
        assertThat(only(stage.call("ann", "deploy", "high", ONE)).witnesses())
                .containsExactly(new Witness(change.call(), "change"));
        stage.done("bob", "test", "low", ONE);
        assertThat(stage.call("ann", "deploy", "high", ONE).findings()).isEmpty();
    }

    @Test
    void failedThirdUncoversTheFirst() {
        stage.done("bob", "test", "low", ONE);
        stage.fail(stage.call("cyd", "change", "low", ONE));
        assertThat(stage.call("ann", "deploy", "high", ONE).findings()).isEmpty();
    }

    @Test
    void thirdThatOverlapsTheFirstComesAfterIt() {
        var change = stage.call("cyd", "change", "low", ONE);
        var test = stage.call("bob", "test", "low", ONE);
        stage.succeed(change);
        stage.succeed(test);
        assertThat(only(stage.call("ann", "deploy", "high", ONE)).witnesses())
                .containsExactly(new Witness(change.call(), "change"));
    }

    @Test
    void anEarlierFirstStandsInWhereTheLaterOneIsWorthless() {
        var both = stage.call("bob", "test+change", "low", ONE);
        var test = stage.call("bob", "test", "low", ONE);
        stage.succeed(test);
        stage.succeed(both);
        assertThat(stage.call("ann", "deploy", "high", ONE).findings()).isEmpty();
    }

    @Test
    void aFirstThatIsAThirdIsToldApartFromTheOtherThird() {
        var both = stage.call("bob", "test+change", "low", ONE);
        var change = stage.done("cyd", "change", "low", ONE);
        stage.succeed(both);
        assertThat(only(stage.call("ann", "deploy", "high", ONE)).witnesses())
                .containsExactly(new Witness(change.call(), "change"));
    }

    @Test
    void firstCountsFromItsReservationAndForTheWindow() {
        stage = stage(Optional.of("test"), OptionalLong.of(100));
        var test = stage.call("bob", "test", "low", ONE);
        long reserved = stage.now - 1;
        stage.now = reserved + 50;
        stage.succeed(test);
        stage.now = reserved + 98;
        assertThat(stage.call("ann", "deploy", "high", ONE).findings()).isEmpty();
        stage.now = reserved + 99;
        assertThat(only(stage.call("ann", "deploy", "high", ONE)).code()).isEqualTo(FindingCode.OUT_OF_ORDER);
    }

    @Test
    void thirdWaitsForTheCallThatReliesOnTheOrder() {
        stage.done("bob", "test", "low", ONE);
        var deploy = stage.call("ann", "deploy", "low", ONE);
        Finding relied = only(stage.call("cyd", "change", "low", ONE));
        assertThat(relied.code()).isEqualTo(FindingCode.RELIED_UPON);
        assertThat(relied.outcome()).isEqualTo(Outcome.DENY);
        assertThat(relied.key()).contains(ONE);
        assertThat(relied.witnesses()).containsExactly(new Witness(deploy.call(), "deploy"));
        assertThat(stage.call("cyd", "change", "low", TWO).findings()).isEmpty();
        stage.succeed(deploy);
        assertThat(stage.call("cyd", "change", "low", ONE).findings()).isEmpty();
    }

    @Test
    void whatIsCreatedHasNoFirst() {
        Finding missing = only(stage.create("ann", "deploy", "high"));
        assertThat(missing.key()).isEmpty();
        assertThat(missing.outcome()).isEqualTo(Outcome.HOLD);
        assertThat(only(stage.call("ann", "deploy", "high")).code()).isEqualTo(FindingCode.NOT_EVALUABLE);
        assertThat(stage.call("cyd", "change", "high").findings()).isEmpty();
    }

    @Test
    void creationInFlightMayBeTheThird() {
        var creation = stage.create("cyd", "change", "low");
        var test = stage.call("bob", "test", "low", ONE);
        stage.succeed(test);
        assertThat(only(stage.call("ann", "deploy", "high", ONE)).witnesses())
                .containsExactly(new Witness(creation.call(), "change"));
        stage.succeed(creation, TWO);
        assertThat(stage.call("ann", "deploy", "high", ONE).findings()).isEmpty();
    }

    @Test
    void withoutAFirstAThirdRulesItOut() {
        stage = stage(Optional.empty(), OptionalLong.of(100));
        var created = stage.create("ann", "deploy", "high");
        assertThat(created.findings()).isEmpty();
        stage.fail(created);
        assertThat(stage.call("ann", "deploy", "high", ONE).findings()).isEmpty();
        var change = stage.call("cyd", "change", "low", TWO);
        Finding open = only(stage.call("ann", "deploy", "middle", TWO));
        assertThat(open.outcome()).isEqualTo(Outcome.HOLD);
        assertThat(open.detail()).isEmpty();
        assertThat(open.witnesses()).containsExactly(new Witness(change.call(), "change"));
        stage.now += 500;
        stage.succeed(change);
        long settled = stage.now - 1;
        assertThat(stage.call("ann", "deploy", "high", TWO)).isInstanceOf(Answer.Deny.class);
        stage.now = settled + 99;
        assertThat(stage.call("ann", "deploy", "high", TWO).findings()).isEmpty();
    }

    @Test
    void withoutAFirstTheTierOfTheOpenCallsCounts() {
        stage = stage(Optional.empty(), OptionalLong.empty());
        var first = stage.call("ann", "deploy", "low", ONE);
        var change = stage.call("cyd", "change", "high", ONE);
        Finding low = only(change);
        assertThat(low.code()).isEqualTo(FindingCode.RELIED_UPON);
        assertThat(low.outcome()).isEqualTo(Outcome.RECORD);
        stage.fail(change);
        var second = stage.create("ann", "deploy", "middle");
        Finding middle = only(stage.call("cyd", "change", "low", ONE));
        assertThat(middle.outcome()).isEqualTo(Outcome.HOLD);
        assertThat(middle.witnesses()).containsExactly(new Witness(first.call(), "deploy"));
        stage.succeed(first);
        assertThat(only(stage.call("cyd", "change", "low", TWO)).witnesses())
                .containsExactly(new Witness(second.call(), "deploy"));
    }

    @Test
    void nameGuessedByAThirdCounts() {
        stage = stage(Optional.empty(), OptionalLong.empty());
        stage.call("cyd", "change", "low", ONE);
        Finding guessed = only(stage.create("ann", "deploy", "high"));
        assertThat(guessed.key()).contains(ONE);
        assertThat(guessed.outcome()).isEqualTo(Outcome.DENY);
    }

    @Test
    void callThatIsBothIsInOrderAndAThird() {
        stage.done("bob", "test", "low", ONE);
        var first = stage.call("ann", "deploy+change", "high", ONE);
        assertThat(first.findings()).isEmpty();
        assertThat(stage.call("ann", "deploy+change", "high", ONE).findings())
                .extracting(Finding::code)
                .containsExactly(FindingCode.OUT_OF_ORDER, FindingCode.RELIED_UPON);
    }

    @Test
    void whatNoLongerMattersIsForgotten() {
        stage = stage(Optional.of("test"), OptionalLong.of(1_000));
        for (int i = 0; i < 50; i++) {
            stage.done("bob", "test", "low", Stage.thing(i));
            stage.done("cyd", "change", "low", Stage.thing(i));
        }
        assertThat(remembered()).isPositive();
        stage.now += 10_000;
        for (int i = 0; i < 200; i++) {
            stage.fail(stage.call("cyd", "change", "low", ONE));
        }
        assertThat(remembered()).isZero();
    }

    @Test
    void aThirdIsKeptForAFirstInFlight() {
        stage = stage(Optional.of("test"), OptionalLong.of(100_000));
        var test = stage.call("bob", "test", "low", ONE);
        stage.done("cyd", "change", "low", ONE);
        for (int i = 0; i < 200; i++) {
            stage.fail(stage.call("cyd", "change", "low", TWO));
        }
        stage.succeed(test);
        assertThat(only(stage.call("ann", "deploy", "high", ONE)).outcome()).isEqualTo(Outcome.DENY);
    }

    @Test
    void thirdsAreForgottenWithTheWindow() {
        stage = stage(Optional.empty(), OptionalLong.of(1_000));
        for (int i = 0; i < 50; i++) {
            stage.done("cyd", "change", "low", Stage.thing(i));
        }
        assertThat(stage.call("ann", "deploy", "high", ONE)).isInstanceOf(Answer.Deny.class);
        stage.now += 10_000;
        for (int i = 0; i < 200; i++) {
            stage.fail(stage.call("cyd", "change", "low", ONE));
        }
        assertThat(remembered()).isZero();
    }

    @Test
    void findingsComeByKey() {
        assertThat(stage.call("ann", "deploy", "high", TWO, ONE).findings())
                .extracting(finding -> finding.key().orElseThrow())
                .containsExactly(ONE, TWO);
        stage.done("bob", "test", "low", ONE, TWO);
        stage.call("ann", "deploy", "high", TWO, ONE);
        assertThat(stage.call("cyd", "change", "low", TWO, ONE).findings())
                .extracting(finding -> finding.key().orElseThrow())
                .containsExactly(ONE, TWO);
        stage = stage(Optional.empty(), OptionalLong.empty());
        stage.call("cyd", "change", "low", ONE, TWO);
        assertThat(stage.call("ann", "deploy", "high", TWO, ONE).findings())
                .extracting(finding -> finding.key().orElseThrow())
                .containsExactly(ONE, TWO);
    }

    @Test
    void whatAFirstOrAThirdCreatesCounts() {
        var test = stage.create("bob", "test", "low");
        stage.succeed(test, ONE);
        assertThat(stage.call("ann", "deploy", "high", ONE).findings()).isEmpty();
        stage = stage(Optional.empty(), OptionalLong.empty());
        var change = stage.create("cyd", "change", "low");
        stage.succeed(change, ONE);
        assertThat(only(stage.call("ann", "deploy", "high", ONE)).witnesses())
                .containsExactly(new Witness(change.call(), "change"));
    }

    @Test
    void nameThatAThirdMayCreateIsReliedUpon() {
        var deploy = stage.call("ann", "deploy", "low", ONE);
        assertThat(only(deploy).outcome()).isEqualTo(Outcome.RECORD);
        Finding relied = only(stage.create("cyd", "change", "low"));
        assertThat(relied.code()).isEqualTo(FindingCode.RELIED_UPON);
        assertThat(relied.key()).contains(ONE);
    }

    private int remembered() {
        return ((OrderMonitor) stage.monitor("O")).remembered();
    }
}
