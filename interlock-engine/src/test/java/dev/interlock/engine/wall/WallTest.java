package dev.interlock.engine.wall;

import static dev.interlock.engine.RuleStage.CLOSE;
import static dev.interlock.engine.RuleStage.CREATE;
import static dev.interlock.engine.RuleStage.OPEN;
import static dev.interlock.engine.RuleStage.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.RuleStage;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The Chinese wall: one dataset of a conflict class. */
class WallTest {

    private static final String MARK = CREATE + "|" + CLOSE + "|" + OPEN;
    private static final String A = "label/a";
    private static final String B = "label/b";
    private static final String C = "label/c";

    private final RuleStage stage = clients(Optional.empty(), OptionalLong.empty());

    private static RuleStage clients(Optional<String> conflictClass, OptionalLong within) {
        var clients = new Rule.Datasets.Objects(Set.of(OPEN, CLOSE, CREATE), "client", conflictClass);
        return new RuleStage(new Rule.Wall(RuleStage.head(), clients, within, Optional.empty()));
    }

    private static RuleStage labels(String... labels) {
        return new RuleStage(new Rule.Wall(
                RuleStage.head(), new Rule.Datasets.Labels(List.of(labels)), OptionalLong.empty(), Optional.empty()));
    }

    /** Clients 1 and 2 in the sector banks, 3 in oil, 4 in both; by somebody who has no part in the story. */
    private static RuleStage sectors() {
        RuleStage stage = clients(Optional.of("sector"), OptionalLong.empty());
        register(stage, "client/1", "sector/banks");
        register(stage, "client/2", "sector/banks");
        register(stage, "client/3", "sector/oil");
        register(stage, "client/4", "sector/banks", "sector/oil");
        return stage;
    }

    private static void register(RuleStage stage, String client, String... sectors) {
        stage.call(stage.cleo, OTHER).creates("client", sectors).done(client);
    }

    private static void isCrossed(Finding finding, String key, String attribute, Outcome outcome, Witness... witness) {
        assertThat(finding.code()).isEqualTo(FindingCode.WALL_CROSSED);
        assertThat(finding.key()).isEqualTo(key.isEmpty() ? Optional.empty() : Optional.of(Key.parse(key)));
        assertThat(finding.attribute()).contains(attribute);
        assertThat(finding.outcome()).isEqualTo(outcome);
        assertThat(finding.witnesses()).containsExactly(witness);
        assertThat(finding.need().isPresent()).isEqualTo(outcome == Outcome.HOLD);
    }

    private static void isCrossed(List<Finding> findings, String key, String attribute, long call, Outcome outcome) {
        assertThat(findings).hasSize(1);
        isCrossed(findings.getFirst(), key, attribute, outcome, new Witness(call, MARK));
    }

    private static void cannotTell(List<Finding> findings, String what) {
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.NOT_EVALUABLE);
            assertThat(finding.outcome()).isEqualTo(Outcome.DENY);
            assertThat(finding.detail()).isEqualTo(what);
        });
    }

    @Test
    void theFirstCallChoosesTheSide() {
        stage.call(stage.ada, OPEN).on("client/1").done();
        long latest = stage.call(stage.ada, CLOSE).on("client/1").done();
        isCrossed(stage.call(stage.ada, OPEN).on("client/2").findings(), "client/2", "runtime", latest, Outcome.HOLD);
        stage.call(stage.ben, OPEN).on("client/2").done();
        stage.call(stage.ada, OTHER).on("client/2").done();
        stage.call(stage.ada, OPEN).on("client/1").done();
    }

    @Test
    void theLevelOfTheTierSaysWhoIsTheSameParty() {
        long first = stage.call(stage.ada, OPEN).on("client/1").done();
        isCrossed(
                stage.call(stage.ben, OPEN).on("client/2").risk("high").findings(),
                "client/2",
                "owner",
                first,
                Outcome.DENY);
        stage.call(stage.cleo, OPEN).on("client/2").risk("high").done();
    }

    @Test
    void whoIsUnknownMayBeAnybody() throws IOException {
        long first = stage.call(stage.ada, OPEN).on("client/1").done();
        isCrossed(
                stage.call(stage.nemo, OPEN).on("client/2").risk("high").findings(),
                "client/2",
                "owner",
                first,
                Outcome.DENY);
        long unknown = stage.call(stage.nemo, OPEN).on("client/2").done();
        stage.restart();
        isCrossed(
                stage.call(stage.cleo, OPEN).on("client/1").risk("high").findings(),
                "client/1",
                "owner",
                unknown,
                Outcome.DENY);
        stage.call(stage.cleo, OPEN).on("client/2").risk("note").done();
    }

    @Test
    void theMostRecentOfTheKnownAndTheUnknownIsTold() {
        stage.call(stage.nemo, OPEN).on("client/1").done();
        long known = stage.call(stage.ada, OPEN).on("client/2").done();
        isCrossed(
                stage.call(stage.ben, OPEN).on("client/3").risk("high").findings(),
                "client/3",
                "owner",
                known,
                Outcome.DENY);
        long unknown = stage.call(stage.nemo, OPEN).on("client/1").done();
        isCrossed(
                stage.call(stage.ben, OPEN).on("client/3").risk("high").findings(),
                "client/3",
                "owner",
                unknown,
                Outcome.DENY);
    }

    @Test
    void theMostRecentOnAnotherDatasetIsTold() throws IOException {
        long one = stage.call(stage.ada, OPEN).on("client/1").risk("note").done();
        stage.call(stage.ada, OPEN).on("client/2").risk("note").done();
        long two = stage.call(stage.ada, OPEN).on("client/2").risk("note").done();
        stage.restart();
        isCrossed(stage.call(stage.ada, OPEN).on("client/3").findings(), "client/3", "runtime", two, Outcome.HOLD);
        isCrossed(stage.call(stage.ada, OPEN).on("client/2").findings(), "client/2", "runtime", one, Outcome.HOLD);
        isCrossed(stage.call(stage.ada, OPEN).on("client/1").findings(), "client/1", "runtime", two, Outcome.HOLD);
    }

    @Test
    void whatLeftTheWindowIsForgotten() {
        RuleStage windowed = clients(Optional.empty(), OptionalLong.of(100));
        windowed.call(windowed.ada, OPEN).on("client/1").done();
        windowed.pass(90);
        assertThat(windowed.call(windowed.ada, OPEN).on("client/2").findings()).hasSize(1);
        windowed.pass(20);
        windowed.call(windowed.ada, OPEN).on("client/2").done();
        windowed.call(windowed.ada, OPEN).on("client/2").done();
        assertThat(windowed.call(windowed.ada, OPEN).on("client/1").findings()).hasSize(1);
        windowed.pass(100);
        windowed.call(windowed.ada, OPEN).on("client/1").done();
    }

    @Test
    void callsInFlightCountUntilTheyFail() throws IOException {
        long done = stage.call(stage.ada, OPEN).on("client/1").done();
        long open = stage.call(stage.ada, OPEN).on("client/2").risk("note").inFlight();
        long last = stage.call(stage.ada, OPEN).on("client/2").risk("note").inFlight();
        stage.restart();
        isCrossed(stage.call(stage.ada, OPEN).on("client/1").findings(), "client/1", "runtime", last, Outcome.HOLD);
        isCrossed(stage.call(stage.ada, OPEN).on("client/2").findings(), "client/2", "runtime", done, Outcome.HOLD);
        stage.fail(open);
        stage.fail(last);
        stage.call(stage.ada, OPEN).on("client/1").done();
    }

    @Test
    void anOpenCallOfAStricterTierIsNotOvertaken() throws IOException {
        long strict = stage.call(stage.ada, OPEN).on("client/1").risk("high").inFlight();
        stage.restart();
        // By their own tier the two are different parties.
        isCrossed(stage.call(stage.ben, OPEN).on("client/2").findings(), "client/2", "owner", strict, Outcome.DENY);
        stage.succeed(strict);
        stage.call(stage.ben, OPEN).on("client/2").inFlight();
    }

    @Test
    void whatAnOpenCallWouldSayIsToldOnlyIfItSaysMore() {
        long mild = stage.call(stage.ada, OPEN).on("client/1").inFlight();
        isCrossed(
                stage.call(stage.ada, OPEN).on("client/2").risk("high").findings(),
                "client/2",
                "runtime",
                mild,
                Outcome.DENY);
        long strict = stage.call(stage.ada, OPEN).on("client/1").risk("high").inFlight();
        List<Finding> both = stage.call(stage.ada, OPEN).on("client/2").findings();
        assertThat(both).hasSize(2);
        isCrossed(both.get(0), "client/2", "runtime", Outcome.HOLD, new Witness(strict, MARK));
        isCrossed(both.get(1), "client/2", "runtime", Outcome.DENY, new Witness(strict, MARK));
    }

    @Test
    void twoSidesAtOnceNeedNoWitness() {
        List<Finding> findings =
                stage.call(stage.ada, OPEN).on("client/2", "client/1").findings();
        assertThat(findings).hasSize(1);
        isCrossed(findings.getFirst(), "client/1", "runtime", Outcome.HOLD);
        long open = stage.call(stage.ben, OPEN).on("client/1").risk("high").inFlight();
        List<Finding> more =
                stage.call(stage.ada, OPEN).on("client/2", "client/1").findings();
        assertThat(more).hasSize(2);
        isCrossed(more.get(0), "client/1", "runtime", Outcome.HOLD);
        isCrossed(more.get(1), "client/1", "owner", Outcome.DENY, new Witness(open, MARK));
    }

    @Test
    void aNewDatasetIsAnotherThanAllOthers() throws IOException {
        long first = stage.call(stage.ada, OPEN).on("client/1").done();
        isCrossed(stage.call(stage.ada, CREATE).creates("client").findings(), "", "runtime", first, Outcome.HOLD);
        assertThat(stage.call(stage.ben, CREATE)
                        .on("client/1")
                        .creates("client")
                        .findings())
                .as("the one it names and the one it creates")
                .hasSize(1);
        long creating = stage.call(stage.ben, CREATE).creates("client").inFlight();
        stage.restart();
        isCrossed(stage.call(stage.ben, OPEN).on("client/1").findings(), "client/1", "runtime", creating, Outcome.HOLD);
        isCrossed(stage.call(stage.ben, CREATE).creates("client").findings(), "", "runtime", creating, Outcome.HOLD);
        stage.succeed(creating, "client/9");
        stage.call(stage.ben, OPEN).on("client/9").done();
        assertThat(stage.call(stage.ben, OPEN).on("client/1").findings()).hasSize(1);
    }

    @Test
    void namesThatNobodyKnowsAreDifferentToo() {
        assertThat(stage.call(stage.ada, OPEN).on("client/7", "client/8").findings())
                .hasSize(1);
        stage.call(stage.ada, OPEN).on("client/7").inFlight();
        assertThat(stage.call(stage.ada, OPEN).on("client/8").findings()).hasSize(1);
    }

    @Test
    void onlyDatasetsOfOneClassExcludeEachOther() throws IOException {
        RuleStage stage = sectors();
        long bank = stage.call(stage.ada, OPEN).on("client/1").done();
        long oil = stage.call(stage.ada, OPEN).on("client/3").done();
        stage.restart();
        isCrossed(stage.call(stage.ada, OPEN).on("client/2").findings(), "sector/banks", "runtime", bank, Outcome.HOLD);
        List<Finding> both = stage.call(stage.ada, OPEN).on("client/4").findings();
        assertThat(both).hasSize(2);
        isCrossed(both.get(0), "sector/banks", "runtime", Outcome.HOLD, new Witness(bank, MARK));
        isCrossed(both.get(1), "sector/oil", "runtime", Outcome.HOLD, new Witness(oil, MARK));
        assertThat(stage.call(stage.ben, OPEN).on("client/1", "client/3").findings())
                .isEmpty();
        assertThat(stage.call(stage.ben, OPEN).on("client/1", "client/2").findings())
                .hasSize(1);
    }

    @Test
    void openCallsLieInTheirClasses() throws IOException {
        RuleStage stage = sectors();
        long four = stage.call(stage.ada, OPEN).on("client/4").inFlight();
        stage.restart();
        isCrossed(stage.call(stage.ada, OPEN).on("client/3").findings(), "sector/oil", "runtime", four, Outcome.HOLD);
        isCrossed(stage.call(stage.ada, OPEN).on("client/2").findings(), "sector/banks", "runtime", four, Outcome.HOLD);
        stage.fail(four);
        stage.call(stage.ada, OPEN).on("client/3").inFlight();
        stage.call(stage.ada, OPEN).on("client/2").inFlight();
    }

    @Test
    void whatIsCreatedIsInTheClassesThatItsCreationNames() throws IOException {
        RuleStage stage = sectors();
        long bank = stage.call(stage.ada, OPEN).on("client/1").done();
        isCrossed(
                stage.call(stage.ada, CREATE).creates("client", "sector/banks").findings(),
                "sector/banks",
                "runtime",
                bank,
                Outcome.HOLD);
        long created =
                stage.call(stage.ada, CREATE).creates("client", "sector/rail").inFlight();
        stage.restart();
        isCrossed(
                stage.call(stage.ada, CREATE).creates("client", "sector/rail").findings(),
                "sector/rail",
                "runtime",
                created,
                Outcome.HOLD);
        stage.succeed(created, "client/8");
        stage.call(stage.ada, OPEN).on("client/8").done();
        register(stage, "client/9", "sector/rail");
        assertThat(stage.call(stage.ada, OPEN).on("client/9").findings()).hasSize(1);
    }

    @Test
    void aFileTouchesItsClientAndTheClassAboveThat() {
        RuleStage stage = sectors();
        stage.call(stage.cleo, OTHER).creates("file", "client/2").done("file/2");
        long bank = stage.call(stage.ada, OPEN).on("client/1").done();
        isCrossed(stage.call(stage.ada, OPEN).on("file/2").findings(), "sector/banks", "runtime", bank, Outcome.HOLD);
        stage.call(stage.ben, OPEN).on("file/2").done();
        assertThat(stage.call(stage.ben, OPEN).on("client/1").findings()).hasSize(1);
    }

    @Test
    void withoutDatasetOrClassTheRuleCannotBeEvaluated() {
        cannotTell(stage.call(stage.ada, OPEN).on("sector/1").findings(), "client");
        cannotTell(stage.call(stage.ada, OPEN).on("file/1", "client/1").findings(), "client");
        RuleStage stage = sectors();
        cannotTell(stage.call(stage.ada, OPEN).on("client/99").findings(), "sector");
        cannotTell(stage.call(stage.ada, OPEN).on("client/1", "client/99").findings(), "sector");
        cannotTell(stage.call(stage.ada, CREATE).creates("client").findings(), "sector");
        cannotTell(
                stage.call(stage.ada, CREATE).on("client/1").creates("client").findings(), "sector");
        cannotTell(stage.call(stage.ada, CREATE).creates("file", "sector/banks").findings(), "client");
        // What it does not belong to by its type says nothing.
        cannotTell(stage.call(stage.ada, CREATE).creates("client", "file/1").findings(), "sector");
    }

    @Test
    void labelsAreDatasets() throws IOException {
        RuleStage stage = labels(B, A, C);
        long first = stage.call(stage.ada, OPEN).mark(A).risk("note").done();
        stage.call(stage.ada, OPEN).done();
        List<Finding> onB = stage.call(stage.ada, OPEN).mark(B).findings();
        assertThat(onB).hasSize(1);
        isCrossed(onB.getFirst(), "", "runtime", Outcome.HOLD, new Witness(first, A));
        long all =
                stage.call(stage.ada, OPEN).mark(A).mark(B).mark(C).risk("note").done();
        stage.restart();
        isCrossed(
                stage.call(stage.ada, OPEN).mark(B).findings().getFirst(),
                "",
                "runtime",
                Outcome.HOLD,
                new Witness(all, A));
        isCrossed(
                stage.call(stage.ada, OPEN).mark(A).findings().getFirst(),
                "",
                "runtime",
                Outcome.HOLD,
                new Witness(all, B));
        long open = stage.call(stage.ada, OPEN).mark(B).mark(C).risk("note").inFlight();
        stage.restart();
        isCrossed(
                stage.call(stage.ada, OPEN).mark(B).findings().getFirst(),
                "",
                "runtime",
                Outcome.HOLD,
                new Witness(open, C));
        isCrossed(
                stage.call(stage.ada, OPEN).mark(A).findings().getFirst(),
                "",
                "runtime",
                Outcome.HOLD,
                new Witness(open, B));
        List<Finding> alone = stage.call(stage.ben, OPEN).mark(C).mark(A).findings();
        assertThat(alone).hasSize(1);
        isCrossed(alone.getFirst(), "", "runtime", Outcome.HOLD);
    }

    @Test
    void anOwnLevelIsTheSameForEveryTier() {
        var clients = new Rule.Datasets.Objects(Set.of(OPEN), "client", Optional.empty());
        RuleStage owners = new RuleStage(
                new Rule.Wall(RuleStage.head(), clients, OptionalLong.empty(), Optional.of(RuleStage.OWNER)));
        long first = owners.call(owners.ada, OPEN).on("client/1").done();
        assertThat(owners.call(owners.ben, OPEN).on("client/2").findings())
                .singleElement()
                .satisfies(finding -> isCrossed(finding, "client/2", "owner", Outcome.HOLD, new Witness(first, OPEN)));
    }

    @Test
    void anOwnTierSaysWhoIsTheSamePartyOfEveryCall() {
        var head = new Rule.Head("R", "", Optional.of("high"), false, List.of());
        var clients = new Rule.Datasets.Objects(Set.of(OPEN), "client", Optional.empty());
        RuleStage strict = new RuleStage(new Rule.Wall(head, clients, OptionalLong.empty(), Optional.empty()));
        long first = strict.call(strict.ada, OPEN).on("client/1").done();
        assertThat(strict.call(strict.ben, OPEN).on("client/2").findings())
                .singleElement()
                .satisfies(finding -> isCrossed(finding, "client/2", "owner", Outcome.DENY, new Witness(first, OPEN)));
    }

    @Test
    void observedItStopsNothing() throws IOException {
        var head = new Rule.Head("R", "", Optional.of("high"), true, List.of());
        var clients = new Rule.Datasets.Objects(Set.of(OPEN), "client", Optional.of("sector"));
        RuleStage watched = new RuleStage(new Rule.Wall(head, clients, OptionalLong.empty(), Optional.empty()));
        long open = watched.call(watched.ada, OPEN).on("client/1").inFlight();
        watched.restart();
        watched.succeed(open);
        assertThat(watched.call(watched.ada, OPEN).on("client/2").findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.outcome()).isEqualTo(Outcome.RECORD));
    }

    @Test
    void memoryFollowsWhatIsLive() throws IOException {
        RuleStage windowed = clients(Optional.empty(), OptionalLong.of(10));
        int[] sizes = new int[2];
        for (int i = 0; i < 400; i++) {
            var party = RuleStage.agent("p" + i, dev.interlock.engine.model.AttributeValue.known("o" + i));
            windowed.call(party, OPEN).on("client/1").done();
            windowed.pass(20);
            sizes[i / 200] = windowed.restarted().size();
        }
        // Actors and tasks stay; three records of sixty-four bytes for each party do not.
        assertThat(sizes[1] - sizes[0]).isLessThan(200 * 300);
    }
}
