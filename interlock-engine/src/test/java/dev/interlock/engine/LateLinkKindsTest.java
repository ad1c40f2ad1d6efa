package dev.interlock.engine;

import static dev.interlock.engine.LateLinks.agent;
import static dev.interlock.engine.LateLinks.head;
import static dev.interlock.engine.LateLinks.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What late links mean to bindings, orders, walls and closed keys. */
class LateLinkKindsTest {

    private static final String DUTIES = "role.grant|role.use";

    private final Caller ada = agent("ada", "finance");
    private final Caller bob = agent("bob", "accounting");
    private final Caller eve = agent("eve", "sales");

    private static Rule bind(Rule.Head head, String same) {
        return new Rule.Bind(head, Set.of("role.grant", "role.use"), "role", OptionalLong.empty(), same);
    }

    private static Rule wall() {
        return new Rule.Wall(
                head("W"),
                new Rule.Datasets.Objects(Set.of("role.grant", "role.use"), "role", Optional.empty()),
                OptionalLong.empty(),
                Optional.of(LateLinks.OWNER));
    }

    private static Rule order(Optional<String> after) {
        return new Rule.Order(
                head("O"), Set.of("role.use"), after, "role", OptionalLong.empty(), Set.of("trace.erase"));
    }

    private static Finding only(Answer.Verdict verdict) {
        assertThat(verdict.findings()).hasSize(1);
        return verdict.findings().getFirst();
    }

    private static Finding latent(
            FindingCode code, Optional<Key> key, String attribute, String detail, Witness... witnesses) {
        return new Finding(
                code == FindingCode.WALL_CROSSED ? "W" : "B",
                code,
                Outcome.RECORD,
                key,
                Optional.of(attribute),
                List.of(witnesses),
                Optional.empty(),
                detail);
    }

    @Test
    void aBindingIsBrokenByTheHistoryOfACopy() {
        var domain = new LateLinks(bind(head("B"), "agent"));
        long use = domain.done(ada, "role.use", role("copy"));
        long grant = domain.done(bob, "role.grant", role("original"));
        assertThat(domain.copies(role("copy"), role("original")).latent())
                .containsExactly(latent(
                        FindingCode.BINDING_BROKEN,
                        Optional.of(role("original")),
                        "agent",
                        "",
                        new Witness(grant, DUTIES),
                        new Witness(use, DUTIES)));
        domain.restart();
        Finding found = only(domain.on(bob, "role.use", role("original")));
        assertThat(found.witnesses()).containsExactly(new Witness(use, DUTIES));
    }

    @Test
    void aBindingOfOnePartyOnBothKeysStands() {
        var domain = new LateLinks(bind(head("B"), "owner"));
        domain.owners("finance", "accounting");
        domain.done(ada, "role.use", role("copy"));
        domain.on(bob, "role.grant", role("original"));
        assertThat(domain.copies(role("copy"), role("original")).latent()).isEmpty();
    }

    @Test
    void whatWasBrokenBeforeIsNotLatent() {
        var domain = new LateLinks(bind(head("B").withUntil("trace.erase"), "agent"));
        domain.done(ada, "role.use", role("copy"));
        domain.done(bob, "role.grant", role("original"));
        domain.copies(role("copy"), role("original"));
        domain.on(eve, "role.grant", role("third"));
        assertThat(domain.copies(role("third"), role("original")).latent()).isEmpty();
    }

    @Test
    void linkedPartiesHoldTogetherAndAThirdStillCounts() {
        var domain = new LateLinks(bind(new Rule.Head("B", "", Optional.empty(), true, List.of()), "owner"));
        long sales = domain.done(eve, "role.use", role("x"));
        domain.done(ada, "role.use", role("x"));
        domain.done(bob, "role.use", role("x"));
        domain.owners("finance", "accounting");
        domain.restart();
        Finding found = only(domain.on(ada, "role.grant", role("x")));
        assertThat(found.witnesses()).containsExactly(new Witness(sales, DUTIES));
    }

    @Test
    void aWallStandsBetweenPartiesThatAreOne() {
        var domain = new LateLinks(wall());
        long left = domain.done(ada, "role.use", role("x"));
        long right = domain.on(bob, "role.use", role("y")).call();
        assertThat(domain.owners("sales", "elsewhere").latent()).isEmpty();
        assertThat(domain.owners("finance", "accounting").latent())
                .containsExactly(latent(
                        FindingCode.WALL_CROSSED,
                        Optional.empty(),
                        "owner",
                        "accounting",
                        new Witness(right, DUTIES),
                        new Witness(left, DUTIES)));
        domain.restart();
        Finding found = only(domain.on(agent("new", "finance"), "role.use", role("x")));
        assertThat(found.witnesses()).containsExactly(new Witness(right, DUTIES));
    }

    @Test
    void partiesOnOneSideOfAWallMayBeOne() {
        var domain = new LateLinks(wall());
        domain.done(ada, "role.use", role("x"));
        domain.done(bob, "role.use", role("x"));
        assertThat(domain.owners("finance", "accounting").latent()).isEmpty();
    }

    @Test
    void aCopyIsNoOtherDataset() {
        var domain = new LateLinks(wall());
        domain.done(ada, "role.use", role("original"));
        domain.copies(role("copy"), role("original"));
        domain.copies(role("copy-of-copy"), role("copy"));
        assertThat(domain.on(ada, "role.use", role("copy-of-copy"))).isInstanceOf(Answer.Permit.class);
        assertThat(only(domain.on(ada, "role.use", role("other"))).code()).isEqualTo(FindingCode.WALL_CROSSED);
    }

    @Test
    void aThirdOnACopyComesBetweenAndAFirstThereIsNone() {
        var domain = new LateLinks(order(Optional.of("role.review")));
        domain.done(eve, "role.review", role("copy"));
        domain.done(eve, "role.review", role("original"));
        long erased = domain.done(bob, "trace.erase", role("copy"));
        assertThat(domain.on(ada, "role.use", role("original"))).isInstanceOf(Answer.Permit.class);
        assertThat(domain.copies(role("copy"), role("original")).latent()).isEmpty();
        domain.restart();
        Finding found = only(domain.on(ada, "role.use", role("original")));
        assertThat(found.witnesses()).containsExactly(new Witness(erased, "trace.erase"));
        domain.done(eve, "role.review", role("original"));
        assertThat(domain.on(ada, "role.use", role("original"))).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void neverAfterAThirdOnACopy() {
        var domain = new LateLinks(order(Optional.empty()));
        long erased = domain.done(bob, "trace.erase", role("copy"));
        domain.copies(role("copy"), role("original"));
        Finding found = only(domain.on(ada, "role.use", role("original")));
        assertThat(found.witnesses()).containsExactly(new Witness(erased, "trace.erase"));
    }

    @Test
    void whoClosesAKeyIsIndependentOfTheHoldersOfACopy() {
        var domain = new LateLinks(bind(head("B").withUntil("trace.erase"), "agent"));
        long use = domain.done(ada, "role.use", role("copy"));
        domain.copies(role("copy"), role("original"));
        Finding found = only(domain.on(ada, "trace.erase", role("original")));
        assertThat(found.code()).isEqualTo(FindingCode.CLOSING_NOT_INDEPENDENT);
        assertThat(found.witnesses()).containsExactly(new Witness(use, DUTIES));
    }

    @Test
    void anOpenHolderOfACopyIsReliedUpon() {
        var domain = new LateLinks(bind(head("B").withUntil("trace.erase"), "agent"));
        domain.on(ada, "role.use", role("copy"));
        domain.copies(role("copy"), role("original"));
        assertThat(only(domain.on(bob, "trace.erase", role("original"))).code()).isEqualTo(FindingCode.RELIED_UPON);
    }

    @Test
    void aClosedCopyClosesNothingElseAndItsHistoryCountsNowhere() {
        var domain = new LateLinks(bind(head("B").withUntil("trace.erase"), "agent"));
        domain.done(ada, "role.use", role("copy"));
        domain.done(bob, "trace.erase", role("copy"));
        domain.done(eve, "role.use", role("original"));
        assertThat(domain.copies(role("copy"), role("original")).latent()).isEmpty();
        assertThat(domain.on(eve, "role.use", role("original"))).isInstanceOf(Answer.Permit.class);
        assertThat(only(domain.on(eve, "role.use", role("copy"))).code()).isEqualTo(FindingCode.KEY_CLOSED);
    }
}
