package dev.interlock.engine.wall;

import static dev.interlock.engine.RuleStage.OPEN;
import static dev.interlock.engine.wall.Walls.crossed;
import static dev.interlock.engine.wall.Walls.latent;
import static dev.interlock.engine.wall.Walls.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.RuleStage;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two owners who turn out to be one stand on both of their sides of a wall. */
class WallLinkTest {

    private final RuleStage stage = Walls.sectors();

    private long opened(Caller agent, String client) {
        return stage.call(agent, OPEN).on(client).risk("note").done();
    }

    private List<String> link(RuleStage on) {
        return told(on.link(new Link.Values("owner", "one", "two")));
    }

    @Test
    void whatTheyCrossedTogetherIsToldByClass() {
        long oilOne = opened(stage.ada, "client/3");
        long oilTwo = opened(stage.cleo, "client/5");
        long banksTwo = opened(stage.cleo, "client/1");
        long banksOne = opened(stage.ada, "client/2");
        assertThat(link(stage))
                .containsExactly(
                        latent("sector/banks", "one", banksOne, banksTwo), latent("sector/oil", "one", oilTwo, oilOne));
    }

    @Test
    void whatOneOfThemHadCrossedAloneIsNotToldAgain() {
        opened(stage.ada, "client/1");
        opened(stage.ada, "client/2");
        opened(stage.cleo, "client/2");
        opened(stage.cleo, "client/3");
        opened(stage.cleo, "client/5");
        opened(stage.ada, "client/5");
        assertThat(link(stage)).isEmpty();
    }

    @Test
    void anOpenCallIsMoreRecentThanAllThatSettled() {
        long open = stage.call(stage.ada, OPEN).on("client/1").inFlight();
        long done = opened(stage.cleo, "client/2");
        assertThat(link(stage)).containsExactly(latent("sector/banks", "one", open, done));
    }

    @Test
    void whatIsAboutAllCompletesNothing() {
        stage.call(stage.ada, OPEN).aboutAll("client").risk("note").inFlight();
        stage.call(stage.cleo, OPEN).aboutAll("client").risk("note").done();
        assertThat(link(stage)).isEmpty();
    }

    @Test
    void fromThenOnTheyAreOneParty() throws IOException {
        long one = opened(stage.ada, "client/1");
        long two = opened(stage.cleo, "client/2");
        link(stage);
        stage.restart();
        for (String owner : List.of("one", "two")) {
            Caller agent = RuleStage.agent("new-" + owner, AttributeValue.known(owner));
            assertThat(told(stage.call(agent, OPEN).on("client/1").risk("high").findings()))
                    .containsExactly(crossed("sector/banks", "owner", Outcome.DENY, two));
            assertThat(told(stage.call(agent, OPEN).on("client/2").risk("high").findings()))
                    .containsExactly(crossed("sector/banks", "owner", Outcome.DENY, one));
        }
    }

    @Test
    void aLinkOfClientsTellsNothing() {
        opened(stage.ada, "client/1");
        opened(stage.cleo, "client/2");
        assertThat(told(stage.link(new Link.Objects(Key.parse("client/2"), Key.parse("client/1")))))
                .isEmpty();
    }

    /** The strictest tier asks for another owner; a rule whose level is that of the milder one looks at agents alone. */
    @Test
    void ownersOutsideTheLevelOfTheRuleTellNothing() {
        var datasets = new Rule.Datasets.Objects(Set.of(OPEN), "client", Optional.empty());
        var wall = new Rule.Wall(RuleStage.head(), datasets, OptionalLong.empty(), Optional.of(RuleStage.AGENT));
        var agents = new RuleStage(wall);
        agents.call(agents.ada, OPEN).on("client/1").done();
        agents.call(agents.cleo, OPEN).on("client/2").done();
        assertThat(link(agents)).isEmpty();
    }

    @Test
    void whatLeftTheWindowIsNotCompleted() {
        var datasets =
                new Rule.Datasets.Objects(Set.of(OPEN, RuleStage.CLOSE, RuleStage.CREATE), "client", Optional.empty());
        var wall = new Rule.Wall(RuleStage.head(), datasets, OptionalLong.of(100), Optional.empty());
        for (int pause : List.of(94, 95)) {
            var windowed = new RuleStage(wall);
            long first = windowed.call(windowed.ada, OPEN).on("client/1").done();
            long second = windowed.call(windowed.cleo, OPEN).on("client/2").done();
            windowed.pass(pause);
            // It is confirmed by the fifth command after the first call was settled; each takes a millisecond.
            assertThat(link(windowed))
                    .isEqualTo(pause == 94 ? List.of(latent("no key", "one", first, second)) : List.of());
        }
    }

    /** The witnesses are the most recent call on one client and the most recent on another, whoever made them. */
    @Test
    void ofManyCallsTheMostRecentAreTold() {
        RuleStage one = Walls.clients();
        one.call(one.ada, OPEN).on("client/1").done();
        one.call(one.cleo, OPEN).on("client/2").done();
        long lastOnOne = one.call(one.ada, OPEN).on("client/1").done();
        long lastOnTwo = one.call(one.cleo, OPEN).on("client/2").done();
        assertThat(link(one)).containsExactly(latent("no key", "one", lastOnOne, lastOnTwo));
    }

    @Test
    void whoeverIsUnknownMayBeEither() {
        RuleStage one = Walls.clients();
        one.call(one.nemo, OPEN).on("client/1").done();
        one.call(one.cleo, OPEN).on("client/1").done();
        one.call(one.ada, OPEN).on("client/1").done();
        assertThat(link(one)).as("all on one side").isEmpty();
        RuleStage other = Walls.clients();
        other.call(other.nemo, OPEN).on("client/2").done();
        other.call(other.cleo, OPEN).on("client/1").done();
        other.call(other.ada, OPEN).on("client/1").done();
        assertThat(link(other)).as("crossed by each of them before").isEmpty();
    }
}
