package dev.interlock.properties.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.testkit.generate.WorldGenerator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The engine decides as the reference does, on random bundles and histories. */
class DifferentialTest {

    /** Enough for 10,000 of each kind of rule and verdict. */
    private static final long ALL = 1_320_000;

    /** The number of commands that are compared: {@code mvn verify} compares a quarter, and {@code -Dinterlock.comparisons=10000000} is a long run. */
    private static final long COMPARISONS = Long.getLong("interlock.comparisons", ALL);

    private static final int LENGTH = 40;

    @Test
    void engineDecidesAsTheReference() {
        Coverage coverage = SideBySide.play(COMPARISONS, LENGTH, WorldGenerator::world);
        if (COMPARISONS >= ALL) { // in a briefer run it is left to chance how often each situation comes up
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
        for (String event : List.of(
                "TaskEnded by a registration", "configuration", "configuration set back", "stated what was unknown")) {
            assertThat(coverage.ofEvent(event)).as(event).isGreaterThanOrEqualTo(COMPARISONS / 6_000);
        }
        for (String code : List.of(
                "duty-conflict",
                "wall-crossed",
                "binding-broken",
                "closing-not-independent",
                "requirement-missing",
                "rejected")) {
            for (String whose : List.of("a witness ", "the caller ")) {
                assertThat(coverage.ofCode("unknown of " + whose + code))
                        .as(whose + code)
                        .isGreaterThanOrEqualTo(COMPARISONS / 24_000);
            }
        }
        for (String event :
                List.of("Issued", "Renewed", "Confirmed", "Suspended", "OwnerGone", "ResumeAnswered", "SchemaSeen")) {
            assertThat(coverage.ofEvent(event)).as(event).isGreaterThanOrEqualTo(COMPARISONS / 6_000);
        }
        for (String event : List.of(
                "SnapshotTaken", "AnchorUsed", "Closed", "Reopened", "AcceptanceProposed", "AcceptanceAnswered")) {
            assertThat(coverage.ofEvent(event)).as(event).isGreaterThanOrEqualTo(COMPARISONS / 60_000);
        }
        assertThat(coverage.ofCode("ledger-closed")).isGreaterThanOrEqualTo(COMPARISONS / 6_000);
        for (String event : List.of(
                "Proposed",
                "Opened",
                "Ended",
                "admitted to a lane",
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
        for (String event : List.of("Doubted", "Agreed", "clock without an open time", "clock with a time open")) {
            assertThat(coverage.ofEvent(event)).as(event).isGreaterThanOrEqualTo(COMPARISONS / 2_000);
        }
        assertThat(coverage.ofEvent("clock that drifted")).isGreaterThanOrEqualTo(COMPARISONS / 24_000);
        assertThat(coverage.ofCode("clock-in-doubt")).isGreaterThanOrEqualTo(COMPARISONS / 240);
        for (String event : List.of("CallReserved", "CallDenied")) {
            assertThat(coverage.ofEvent(event + " on a respelled object"))
                    .as(event + " on a respelled object")
                    .isGreaterThanOrEqualTo(COMPARISONS / 6_000);
        }
        for (String event : List.of("CallDenied", "CallObserved")) {
            assertThat(coverage.ofEvent(event + " on what an open call may relate to many"))
                    .as(event + " on what an open call may relate to many")
                    .isGreaterThanOrEqualTo(COMPARISONS / 24_000);
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
                        .isGreaterThanOrEqualTo(COMPARISONS / 132);
            }
        }
        for (String wall : Coverage.WALLS) {
            assertThat(coverage.of(wall, "crossed")).as("walls " + wall).isGreaterThanOrEqualTo(COMPARISONS / 1_200);
        }
        for (String verdict : Coverage.VERDICTS) {
            assertThat(coverage.of("until", verdict)).as("until " + verdict).isGreaterThanOrEqualTo(COMPARISONS / 130);
        }
        for (String kind : List.of("separate", "limit", "bind", "order")) {
            for (FindingCode code : Coverage.CLOSING) {
                assertThat(coverage.of(kind, code.text()))
                        .as(kind + " " + code)
                        .isGreaterThanOrEqualTo(COMPARISONS / 2_000);
            }
        }
    }
}
