package dev.interlock.engine.monitor;

import static dev.interlock.engine.RuleStage.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.RuleStage;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.Destination;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.Stake;
import dev.interlock.engine.model.ValueProvenance;
import dev.interlock.engine.model.ValueProvenance.Request;
import dev.interlock.engine.policy.Rule;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A rule of the kind {@code first-use} that looks at bodies, and that lets new destinations of some origins pass. */
class FirstUseOriginsTest {

    private static final Destination TO = new Destination("args.to", "d1");
    private static final Destination LINK = new Destination("args.body", "d1", true);
    private static final Destination ANOTHER_LINK = new Destination("args.body", "d2", true);

    private final RuleStage stage = stage(true, Optional.of(Provenance.UNTRUSTED), Origin.INSTRUCTION, Origin.OWN);

    private static RuleStage stage(boolean bodies, Optional<String> from, Origin... unless) {
        return new RuleStage(new Rule.FirstUse(
                RuleStage.head(),
                Set.of(OPEN),
                Set.of(),
                bodies,
                from,
                Set.of(unless),
                "owner",
                OptionalLong.empty(),
                Optional.empty()));
    }

    private static ValueProvenance value(String path, ArgumentRole role, Origin... origins) {
        return new ValueProvenance(path, role, Set.of(origins), Request.NONE, Optional.empty());
    }

    private static ValueProvenance to(Origin... origins) {
        return value("to", ArgumentRole.DESTINATION, origins);
    }

    private static ValueProvenance link(Origin... origins) {
        return value("body", ArgumentRole.BODY, origins);
    }

    private static Provenance afterReading(ValueProvenance... values) {
        return chosen(Set.of(Provenance.UNTRUSTED), values);
    }

    private static Provenance chosen(Set<String> labels, ValueProvenance... values) {
        return new Provenance(new TreeSet<>(labels), true, Stake.MIDDLE, Asked.YES, false, List.of(values));
    }

    private static RuleStage.Call call(RuleStage on, Provenance chosen, Destination... reached) {
        return on.call(on.ada, OPEN)
                .reaching(new Destinations(true, Arrays.asList(reached)))
                .chosenBy(chosen);
    }

    private List<String> found(Provenance chosen, Destination... reached) {
        return found(stage, chosen, reached);
    }

    private static List<String> found(RuleStage on, Provenance chosen, Destination... reached) {
        return call(on, chosen, reached).findings().stream()
                .map(Finding::detail)
                .toList();
    }

    @Test
    void aNewDestinationPassesIfItHasAnAcceptedOrigin() {
        assertThat(found(afterReading(to(Origin.INSTRUCTION, Origin.FIELD)), TO))
                .isEmpty();
        assertThat(found(afterReading(to(Origin.FIELD)), TO)).containsExactly("args.to");
    }

    @Test
    void eachValueOfTheArgumentNeedsOne() {
        assertThat(found(afterReading(to(Origin.OWN), to(Origin.NAME)), TO)).containsExactly("args.to");
        assertThat(found(afterReading(to(Origin.OWN), to(Origin.INSTRUCTION)), TO))
                .isEmpty();
    }

    @Test
    void aWeakOriginIsEnoughForADestinationThatACallReached() {
        call(stage, afterReading(to(Origin.INSTRUCTION)), TO).done();

        assertThat(found(afterReading(to(Origin.FIELD)), TO)).isEmpty();
    }

    @Test
    void withoutContentWithTheLabelNothingIsNew() {
        assertThat(found(chosen(Set.of("label/private"), to()), TO)).isEmpty();
    }

    @Test
    void whatMayHaveBeenReadCounts() {
        assertThat(found(Provenance.UNKNOWN, TO)).containsExactly("args.to");
        assertThat(found(chosen(Set.of(), to(Origin.INSTRUCTION)).unknown(), TO))
                .as("what is not known vouches for nothing")
                .containsExactly("args.to");
        assertThat(stage.call(stage.ada, OPEN)
                        .reaching(new Destinations(true, List.of(TO)))
                        .findings())
                .as("nobody looked who chose it")
                .isNotEmpty();
    }

    @Test
    void anArgumentOfWhichNothingIsRecordedHasNoOrigin() {
        assertThat(found(afterReading(), TO)).containsExactly("args.to");
        assertThat(found(afterReading(value("to", ArgumentRole.OBJECT, Origin.INSTRUCTION)), TO))
                .as("in another role")
                .containsExactly("args.to");
    }

    @Test
    void aLinkInABodyIsADestinationUnlessTheAgentMadeItUp() {
        assertThat(found(afterReading(link(Origin.FIELD)), LINK)).containsExactly("args.body");
        assertThat(found(afterReading(link(Origin.INSTRUCTION)), LINK)).isEmpty();
        assertThat(found(afterReading(), LINK)).as("it is in no content").isEmpty();
        RuleStage blind = stage(false, Optional.empty());
        assertThat(found(blind, afterReading(link()), LINK)).isEmpty();
    }

    @Test
    void everyNewLinkIsFoundIfNoOriginPasses() {
        RuleStage strict = stage(true, Optional.empty());
        assertThat(found(strict, afterReading(), LINK)).containsExactly("args.body");
    }

    @Test
    void aLinkThatABodyCarriedIsKnownInBodiesOnly() {
        call(stage, afterReading(link(Origin.OWN)), LINK).done();

        assertThat(found(afterReading(link(Origin.FIELD)), LINK)).isEmpty();
        assertThat(found(afterReading(link(Origin.FIELD)), ANOTHER_LINK)).isNotEmpty();
        assertThat(found(afterReading(to(Origin.FIELD)), TO)).containsExactly("args.to");
        assertThat(found(stage.restarted(), afterReading(link(Origin.FIELD)), LINK))
                .as("after a restart")
                .isEmpty();
    }

    @Test
    void aDestinationThatACallReachedIsKnownInBodies() {
        call(stage, afterReading(to(Origin.OWN)), TO).done();

        assertThat(found(afterReading(link(Origin.FIELD)), LINK)).isEmpty();
    }

    @Test
    void linksDoNotTakeTheRoomOfThoseThatCallsReach() {
        for (int i = 0; i < Rule.FirstUse.MOST; i += Destinations.MOST) {
            int from = i;
            call(
                            stage,
                            afterReading(),
                            IntStream.range(from, from + Destinations.MOST)
                                    .mapToObj(n -> new Destination("args.body", "l" + n, true))
                                    .toArray(Destination[]::new))
                    .done();
        }
        call(stage, afterReading(to(Origin.OWN)), TO).done();

        assertThat(found(afterReading(to(Origin.FIELD)), TO)).isEmpty();
    }
}
