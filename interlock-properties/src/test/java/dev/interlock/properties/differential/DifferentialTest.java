package dev.interlock.properties.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.testkit.simulate.EngineSubject;
import dev.interlock.testkit.simulate.Shrinker;
import dev.interlock.testkit.simulate.Story;
import dev.interlock.testkit.simulate.StoryText;
import dev.interlock.testkit.simulate.Subject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The engine decides as the reference does, on random bundles and histories. */
class DifferentialTest {

    private static final long ALL = 1_200_000;

    /** How many commands are compared; {@code -Dinterlock.comparisons=10000000} for a long run. */
    private static final long COMPARISONS = Long.getLong("interlock.comparisons", ALL);

    /**
     * Whether to look for one difference alone, as mutation tests do for each mutant: how often each situation comes up in a brief
     * run is left to chance, and to shorten a story takes longer than to find it.
     */
    private static final boolean BRIEF = COMPARISONS < ALL;

    /** First of the seeds; {@code -Dinterlock.seed=...} for other stories, or to see one again. */
    private static final long SEED = Long.getLong("interlock.seed", 1);

    /** So many of the stories in which there is a difference are told. */
    private static final int SHOWN = 3;

    private static final int LENGTH = 40;

    @Test
    void engineDecidesAsTheReference() {
        Subject.Factory subject = EngineSubject::new;
        Coverage coverage = new Coverage();
        LongStream seeds = LongStream.range(SEED, SEED + (COMPARISONS + LENGTH - 1) / LENGTH);
        // one after the other, the first difference ends a brief run
        List<Story> different = (BRIEF ? seeds.sequential() : seeds.parallel())
                .mapToObj(seed -> Story.of(seed, LENGTH, subject, coverage::see))
                .filter(story -> story.difference().isPresent())
                .limit(BRIEF ? 1 : SHOWN)
                .toList();
        if (BRIEF && !different.isEmpty()) {
            fail("a difference in the story of seed "
                    + different.getFirst().world().seed()
                    + ", which a run without -Dinterlock.comparisons tells in short");
        }
        System.out.println(coverage.table());
        if (!different.isEmpty()) {
            fail(different.stream()
                    .map(story -> StoryText.of(Shrinker.shrink(story, subject)))
                    .collect(Collectors.joining("\n\n")));
        }
        assertThat(coverage.comparisons()).isGreaterThanOrEqualTo(COMPARISONS);
        if (!BRIEF) {
            assertEverySituation(coverage);
        }
    }

    private static void assertEverySituation(Coverage coverage) {
        assertThat(coverage.latent("hold")).isGreaterThanOrEqualTo(COMPARISONS / 5_000);
        assertThat(coverage.ofEvent("CallObserved with findings")).isGreaterThanOrEqualTo(COMPARISONS / 120);
        assertThat(coverage.ofEvent("CallReserved in the place of another")).isGreaterThanOrEqualTo(COMPARISONS / 240);
        for (String code : List.of("duty-conflict", "forbidden", "wall-crossed", "key-closed")) {
            assertThat(coverage.ofCode("answer " + code))
                    .as("answers " + code)
                    .isGreaterThanOrEqualTo(COMPARISONS / 6_000);
        }
        for (String event :
                List.of("CallRepeated", "existed", "unknown with names", "confirmed by Read", "confirmed by Told")) {
            assertThat(coverage.ofEvent(event)).as(event).isGreaterThanOrEqualTo(COMPARISONS / 6_000);
        }
        assertThat(coverage.ofEvent("ended as was told in flight")).isGreaterThanOrEqualTo(COMPARISONS / 20_000);
        assertThat(coverage.ofEvent("existed with findings")).isGreaterThanOrEqualTo(COMPARISONS / 24_000);
        assertThat(coverage.ofCode("continuation-invalid")).isGreaterThanOrEqualTo(COMPARISONS / 2_000);
        assertThat(coverage.ofCode("rejected")).isGreaterThanOrEqualTo(COMPARISONS / 240);
        assertThat(coverage.ofCode("rejected hold")).isGreaterThanOrEqualTo(COMPARISONS / 12_000);
        assertThat(coverage.ofEvent("BundleActivated")).isGreaterThanOrEqualTo(COMPARISONS / 20_000);
        assertThat(coverage.ofEvent("several owners")).isGreaterThanOrEqualTo(COMPARISONS / 240);
        assertThat(coverage.ofEvent("several owners in conflict")).isGreaterThanOrEqualTo(COMPARISONS / 12_000);
        for (LeaseEnd end : LeaseEnd.values()) {
            assertThat(coverage.ofEvent("lease " + end))
                    .as("leases ended by " + end)
                    .isPositive();
        }
        for (String event :
                List.of("Issued", "Renewed", "Confirmed", "Suspended", "OwnerGone", "ResumeAnswered", "SchemaSeen")) {
            assertThat(coverage.ofEvent(event)).as(event).isGreaterThanOrEqualTo(COMPARISONS / 6_000);
        }
        for (String event : List.of(
                "Proposed",
                "Opened",
                "Ended",
                "ReviewOverdue",
                "lane accepted",
                "lane disputed",
                "CallReserved by waiver")) {
            assertThat(coverage.ofEvent(event)).as(event).isGreaterThanOrEqualTo(COMPARISONS / 60_000);
        }
        for (String code : List.of(
                "outside-lane", "not-waivable", "lane-token-required", "runtime-in-lane", "runtime-not-fresh")) {
            assertThat(coverage.ofCode(code)).as(code).isGreaterThanOrEqualTo(COMPARISONS / 24_000);
        }
        for (String event : List.of("CallReserved", "CallDenied")) {
            assertThat(coverage.ofEvent(event + " on a respelled object"))
                    .as(event + " on a respelled object")
                    .isGreaterThanOrEqualTo(COMPARISONS / 6_000);
        }
        assertThat(coverage.ofEvent("CallHeld with further arguments")).isGreaterThanOrEqualTo(COMPARISONS / 2_000);
        assertThat(coverage.ofEvent("CallReserved of what is known")).isGreaterThanOrEqualTo(COMPARISONS / 6_000);
        assertThat(coverage.ofCode("object-unknown")).isGreaterThanOrEqualTo(COMPARISONS / 2_000);
        assertThat(coverage.ofEvent("CallReserved of a list")).isGreaterThanOrEqualTo(COMPARISONS / 400);
        assertThat(coverage.ofEvent("done in part")).isGreaterThanOrEqualTo(COMPARISONS / 2_000);
        for (String event : List.of(
                "CallReserved that creates by elements",
                "CallObserved that creates by elements",
                "created by elements",
                "created in part")) {
            assertThat(coverage.ofEvent(event)).as(event).isGreaterThanOrEqualTo(COMPARISONS / 12_000);
        }
        assertThat(coverage.ofEvent("existed by elements")).isGreaterThanOrEqualTo(COMPARISONS / 60_000);
        for (String code : List.of("duty-conflict", "limit-exceeded", "wall-crossed", "relation-contradicted")) {
            assertThat(coverage.ofCode("created " + code))
                    .as("created by elements " + code)
                    .isGreaterThanOrEqualTo(COMPARISONS / 12_000);
        }
        for (String code : List.of("limit-exceeded", "requirement-missing", "relation-contradicted", "wall-crossed")) {
            assertThat(coverage.ofCode("list " + code)).as("lists " + code).isGreaterThanOrEqualTo(COMPARISONS / 2_000);
        }
        assertThat(coverage.ofEvent("CallReserved that upserts")).isGreaterThanOrEqualTo(COMPARISONS / 2_000);
        assertThat(coverage.ofEvent("CallReserved of all")).isGreaterThanOrEqualTo(COMPARISONS / 400);
        for (String code : List.of(
                "all duty-conflict",
                "all binding-broken",
                "all out-of-order",
                "all relied-upon",
                "all requirement-missing",
                "all wall-crossed",
                "all not-evaluable",
                "all outside-objects",
                "witness of all")) {
            assertThat(coverage.ofCode(code)).as(code).isGreaterThanOrEqualTo(COMPARISONS / 12_000);
        }
        for (String code :
                List.of("duty-conflict", "limit-exceeded", "requirement-missing", "out-of-order", "key-closed")) {
            assertThat(coverage.ofCode("pair " + code))
                    .as("pairs " + code)
                    .isGreaterThanOrEqualTo(COMPARISONS / 24_000);
        }
        assertThat(coverage.ofCode("every pair")).isGreaterThanOrEqualTo(COMPARISONS / 24_000);
        for (String kind : Coverage.KINDS) {
            for (String verdict : Coverage.VERDICTS) {
                assertThat(coverage.of(kind, verdict))
                        .as(kind + " " + verdict)
                        .isGreaterThanOrEqualTo(COMPARISONS / 120);
            }
        }
        for (String wall : Coverage.WALLS) {
            assertThat(coverage.of(wall, "crossed")).as("walls " + wall).isGreaterThanOrEqualTo(COMPARISONS / 1_200);
        }
        for (String verdict : Coverage.VERDICTS) {
            assertThat(coverage.of("until", verdict)).as("until " + verdict).isGreaterThanOrEqualTo(COMPARISONS / 120);
        }
        for (String kind : List.of("separate", "limit", "bind", "order")) {
            for (Code code : Coverage.CLOSING) {
                assertThat(coverage.of(kind, code.text()))
                        .as(kind + " " + code)
                        .isGreaterThanOrEqualTo(COMPARISONS / 2_000);
            }
        }
    }
}
