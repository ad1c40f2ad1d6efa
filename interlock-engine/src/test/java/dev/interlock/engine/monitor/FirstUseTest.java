package dev.interlock.engine.monitor;

import static dev.interlock.engine.RuleStage.CLOSE;
import static dev.interlock.engine.RuleStage.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.RuleStage;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Destination;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A destination that no call reached before is a finding; once a call to it succeeded, it is none. */
class FirstUseTest {

    private static final OptionalLong EVER = OptionalLong.empty();

    private final RuleStage stage = stage(Set.of(), "owner", EVER);

    private static RuleStage stage(Set<String> of, String per, OptionalLong within) {
        return new RuleStage(new Rule.FirstUse(RuleStage.head(), Set.of(OPEN), of, per, within));
    }

    private static Destinations to(String... digests) {
        return new Destinations(
                true,
                Arrays.stream(digests).map(d -> new Destination("args.to", d)).toList());
    }

    private RuleStage.Call call(Caller by, String... digests) {
        return stage.call(by, OPEN).reaching(to(digests));
    }

    private long approved(Caller by, String digest) {
        Answer.Hold hold = (Answer.Hold) call(by, digest).ask();
        stage.approve(hold.hold());
        return call(by, digest).inFlight();
    }

    @Test
    void aNewDestinationIsHeldUntilACallToItSucceeded() {
        assertThat(call(stage.ada, "d1").findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.FIRST_USE);
            assertThat(finding.outcome()).isEqualTo(Outcome.HOLD);
            assertThat(finding.key()).contains(Key.parse("owner/one"));
            assertThat(finding.detail()).isEqualTo("args.to");
            assertThat(finding.witnesses()).isEmpty();
        });
        stage.succeed(approved(stage.ada, "d1"));

        call(stage.ada, "d1").done();
        call(stage.ben, "d1").done();
        assertThat(call(stage.cleo, "d1").findings()).as("another owner").isNotEmpty();
    }

    @Test
    void neitherACallInFlightNorOneThatFailedMakesItKnown() {
        long open = approved(stage.ada, "d1");

        assertThat(call(stage.ben, "d1").findings()).as("in flight").isNotEmpty();
        stage.fail(open);
        assertThat(call(stage.ben, "d1").findings()).as("failed").isNotEmpty();
    }

    @Test
    void onlyCallsThatTheRuleIsAboutMakeItKnown() {
        stage.call(stage.ada, CLOSE).reaching(to("d1")).done();
        call(stage.ada, "d1").observed();

        assertThat(call(stage.ada, "d1").findings()).isNotEmpty();
    }

    @Test
    void eachPathIsToldOnce() {
        var three = new Destinations(
                true,
                List.of(
                        new Destination("args.to", "d1"),
                        new Destination("args.to", "d2"),
                        new Destination("args.cc", "d3"),
                        new Destination("payee", "d4")));
        assertThat(stage.call(stage.ada, OPEN).reaching(three).findings())
                .extracting(Finding::detail)
                .containsExactly("args.cc", "args.to");
    }

    @Test
    void valuesAreDestinationsWhereTheRuleNamesThem() {
        RuleStage named = stage(Set.of("payee"), "owner", EVER);
        var both = new Destinations(true, List.of(new Destination("args.to", "d1"), new Destination("payee", "d2")));

        assertThat(named.call(named.ada, OPEN).reaching(both).findings())
                .extracting(Finding::detail)
                .containsExactly("payee");
    }

    @Test
    void aDestinationIsForgottenAfterTheWindow() {
        RuleStage forgetful = stage(Set.of(), "owner", OptionalLong.of(1_000));
        forgetful.call(forgetful.ada, OPEN).reaching(to("d1")).risk("note").done();
        forgetful.call(forgetful.ada, OPEN).reaching(to("d1")).done();

        forgetful.pass(1_000);

        assertThat(forgetful.call(forgetful.ada, OPEN).reaching(to("d1")).findings())
                .isNotEmpty();
    }

    @Test
    void withoutAnOwnerOrDestinationsNothingCanBeTold() {
        assertThat(call(stage.nemo, "d1").findings())
                .extracting(Finding::code)
                .containsExactly(FindingCode.NOT_EVALUABLE);
        assertThat(stage.call(stage.ada, OPEN).findings())
                .extracting(Finding::detail)
                .containsExactly("destinations");
        assertThat(stage.call(stage.ada, OPEN).reaching(Destinations.UNKNOWN).findings())
                .extracting(Finding::outcome)
                .containsExactly(Outcome.HOLD);
        assertThat(stage.call(stage.ada, OPEN).reaching(Destinations.NONE).findings())
                .isEmpty();
    }

    @Test
    void theWholeDomainCanShareWhatItKnows() {
        RuleStage shared = stage(Set.of(), "domain", EVER);
        shared.call(shared.nemo, OPEN).reaching(to("d1")).risk("note").done();

        shared.call(shared.cleo, OPEN).reaching(to("d1")).done();
    }

    @Test
    void beyondTheBoundADestinationStaysNew() {
        int batch = 100;
        for (int i = 0; i < Rule.FirstUse.MOST; i += batch) {
            String[] digests =
                    IntStream.range(i, i + batch).mapToObj(n -> "d" + n).toArray(String[]::new);
            call(stage.ada, digests).risk("note").done();
        }
        call(stage.ada, "d0").done();
        call(stage.ada, "one too many").risk("note").done();

        assertThat(call(stage.ada, "one too many").findings()).isNotEmpty();
    }

    @Test
    void aSnapshotKeepsWhatIsKnown() {
        call(stage.ada, "d1").risk("note").done();

        assertThat(stage.restarted().call(stage.ada, OPEN).reaching(to("d1")).findings())
                .isEmpty();
        assertThat(stage.restarted().call(stage.ada, OPEN).reaching(to("d2")).findings())
                .isNotEmpty();
    }
}
