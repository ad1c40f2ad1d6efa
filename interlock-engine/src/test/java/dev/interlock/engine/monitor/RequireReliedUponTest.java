package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** While a call is open that relies on what was done or approved, nobody makes that void. */
class RequireReliedUponTest {

    private static final Approval ONE = new Approval(Optional.empty(), 1, Optional.empty(), 60_000);

    private static Rule rule(boolean approval, Rule.Done... done) {
        return new Rule.Require(
                Desk.head("R"), "sign", List.of(done), approval ? Optional.of(ONE) : Optional.empty(), Set.of("edit"));
    }

    private static Rule.Done check(String per) {
        return new Rule.Done("check", per, Optional.of(Desk.OWNER), 1, false);
    }

    private static String relied(String key, long call) {
        return "relied_upon deny " + key + " " + call + ":sign";
    }

    private final Desk desk = new Desk(rule(false, check("client")));

    /** A call that goes on in spite of all that is missing, as its tier only records that. */
    private static long signs(Desk desk, String agent, String... keys) {
        return desk.by(agent, "sign").on(keys).risk("low").open();
    }

    private static List<String> changes(Desk desk, String... keys) {
        desk.restart();
        var asked = desk.by("ben/two", "edit").on(keys).risk("low").ask();
        if (asked instanceof Answer.Permit) {
            desk.fail(asked.call());
        }
        return Desk.told(asked.findings());
    }

    @Test
    void whoeverReliesOnAKeyKeepsItAsItIs() {
        long first = signs(desk, "ada/one", "client/1", "client/2");
        long second = signs(desk, "cyd/three", "client/1");
        assertThat(changes(desk, "client/1")).containsExactly(relied("client/1", first));
        assertThat(changes(desk, "client/3")).isEmpty();
        desk.fail(second);
        desk.loseSight(first);
        assertThat(changes(desk, "client/2", "client/1"))
                .containsExactly(relied("client/1", first), relied("client/2", first));
    }

    @Test
    void theNextOneIsToldWhenTheFirstHasEnded() {
        long first = signs(desk, "ada/one", "client/1");
        long second = signs(desk, "cyd/three", "client/1");
        desk.succeed(first);
        assertThat(changes(desk, "client/1")).containsExactly(relied("client/1", second));
        desk.fail(second);
        assertThat(changes(desk, "client/1")).isEmpty();
    }

    @Test
    void findingsAreAscendingWhateverTheOrderOfKeys() {
        desk.by("ada/one", "make").creates("file", "client/1").done("file/1");
        desk.by("ada/one", "make").creates("file", "client/3").done("file/3");
        long call = signs(desk, "ada/one", "client/1", "client/2", "client/3");
        // Its own object first, then those that the others belong to.
        assertThat(changes(desk, "client/2", "file/1", "file/3"))
                .containsExactly(relied("client/1", call), relied("client/2", call), relied("client/3", call));
    }

    @Test
    void itIsTheKeyOfTheItemNotWhatTheCallNames() {
        desk.by("ada/one", "make").creates("file", "client/1").done("file/1");
        long call = signs(desk, "ada/one", "file/1");
        assertThat(changes(desk, "client/1")).containsExactly(relied("client/1", call));
        assertThat(changes(desk, "file/1")).containsExactly(relied("client/1", call));
        Desk ofFiles = new Desk(rule(false, check("file")));
        ofFiles.by("ada/one", "make").creates("file", "client/1").done("file/1");
        long other = signs(ofFiles, "ada/one", "file/1");
        assertThat(changes(ofFiles, "client/1")).isEmpty();
        assertThat(changes(ofFiles, "file/1")).containsExactly(relied("file/1", other));
    }

    @Test
    void anApprovalIsReliedOnForDirectObjects() {
        Desk approved = new Desk(rule(true));
        approved.by("ada/one", "make").creates("file", "client/1").done("file/1");
        long call = signs(approved, "ada/one", "file/1", "sector/1");
        assertThat(changes(approved, "client/1")).isEmpty();
        assertThat(changes(approved, "file/1", "sector/1"))
                .containsExactly(relied("file/1", call), relied("sector/1", call));
        long creating = approved.by("ada/one", "sign")
                .creates("client", "sector/2")
                .risk("low")
                .open();
        assertThat(changes(approved, "sector/2")).as("a related object").isEmpty();
        approved.succeed(creating, "client/4");
        assertThat(changes(approved, "client/4")).isEmpty();
    }

    @Test
    void nobodyReliesOnWhatItCreatesItself() {
        desk.by("ada/one", "sign").creates("client").risk("low").open();
        assertThat(changes(desk, "client/1")).isEmpty();
    }

    @Test
    void whatIsAboutToBeCreatedMayBeWhatSomebodyReliesOn() {
        long call = desk.by("ada/one", "sign")
                .on("client/2", "client/1")
                .reads()
                .risk("low")
                .open();
        assertThat(desk.by("ben/two", "edit").creates("client").told())
                .containsExactly(relied("client/1", call), relied("client/2", call));
        desk.fail(call);
        desk.by("ben/two", "edit").creates("client").open();
    }

    @Test
    void whereItCannotBeToldWhatIsVoidedItIsDeniedOnceForEachKind() {
        Desk twoKinds = new Desk(rule(
                false,
                check("client"),
                new Rule.Done("read", "client", Optional.empty(), 1, false),
                new Rule.Done("pay", "sector", Optional.empty(), 1, false)));
        assertThat(twoKinds.by("ben/two", "edit").on("file/1").told()).containsExactly("not_evaluable deny (client)");
        assertThat(twoKinds.by("ben/two", "edit", "sign")
                        .on("file/1", "sector/1")
                        .risk("low")
                        .told())
                .as("what it needs says so already, for each item")
                .containsExactly(
                        "not_evaluable deny (client)",
                        "not_evaluable deny (client)",
                        "requirement_missing record sector/1 (pay)");
        assertThat(desk.by("ben/two", "edit").on("client/1").told()).isEmpty();
        assertThat(new Desk(rule(false, check("file")))
                        .by("ben/two", "edit")
                        .on("file/1")
                        .told())
                .as("that nobody knows the client is of no matter to a rule about files")
                .isEmpty();
    }

    @Test
    void aCallThatTakesThePlaceOfOneIsNotStoppedByIt() {
        long first =
                desk.by("ada/one", "sign", "edit").on("client/1").risk("low").open();
        assertThat(changes(desk, "client/1")).containsExactly(relied("client/1", first));
        long next = desk.by("ada/one", "sign", "edit")
                .on("client/1")
                .risk("low")
                .continues(first)
                .open();
        assertThat(changes(desk, "client/1")).containsExactly(relied("client/1", next));
        desk.succeed(next);
        assertThat(changes(desk, "client/1")).isEmpty();
    }

    @Test
    void aRuleThatObservesOnlyRecordsIt() {
        var head = new Rule.Head("R", "", Optional.empty(), true, List.of());
        Desk observed =
                new Desk(new Rule.Require(head, "sign", List.of(check("client")), Optional.empty(), Set.of("edit")));
        long call = signs(observed, "ada/one", "client/1");
        assertThat(changes(observed, "client/1")).containsExactly("relied_upon record client/1 " + call + ":sign");
    }

    private static List<String> changesAll(Desk desk) {
        desk.restart();
        var asked = desk.by("ben/two", "edit").all("client").ask();
        if (asked instanceof Answer.Permit) {
            desk.fail(asked.call());
        }
        return Desk.told(asked.findings());
    }

    @Test
    void aChangeOfAllMeetsWhoeverReliesOnAnyAndTheOtherWayRound() {
        Desk wide = Desk.wide(rule(false, check("client")));
        assertThat(changesAll(wide)).isEmpty();
        long one = signs(wide, "ada/one", "client/1", "client/2");
        assertThat(changesAll(wide)).containsExactly(relied("client/*", one));
        long all = wide.by("cyd/three", "sign").all("client").risk("low").open();
        assertThat(changesAll(wide)).containsExactly(relied("client/*", one));
        assertThat(changes(wide, "client/1")).containsExactly(relied("client/1", one));
        assertThat(changes(wide, "client/3")).containsExactly(relied("client/3", all));
        wide.fail(one);
        assertThat(changesAll(wide)).containsExactly(relied("client/*", all));
        assertThat(changes(wide, "client/1")).containsExactly(relied("client/1", all));
        long later = signs(wide, "ada/one", "client/1");
        assertThat(changes(wide, "client/1")).as("the smaller number").containsExactly(relied("client/1", all));
        wide.succeed(all);
        assertThat(changes(wide, "client/3")).isEmpty();
        wide.succeed(later);
        assertThat(changesAll(wide)).isEmpty();
    }

    /** A change of files does not matter to the signing of a client where only the approval relies on objects. */
    @Test
    void anApprovalAboutAllIsReliedOnForAllOfThatKind() {
        Desk wide = Desk.wide(rule(true));
        long all = wide.by("ada/one", "sign").all("client").risk("low").open();
        assertThat(changes(wide, "client/1")).containsExactly(relied("client/1", all));
        assertThat(changes(wide, "sector/1")).isEmpty();
        assertThat(changesAll(wide)).containsExactly(relied("client/*", all));
        wide.by("ada/one", "make").creates("client", "sector/1").done("client/9");
        assertThat(changes(wide, "client/9")).containsExactly(relied("client/9", all));
        wide.succeed(all);
        assertThat(changes(wide, "client/9")).isEmpty();
        long one = signs(wide, "ada/one", "client/1");
        assertThat(changesAll(wide)).containsExactly(relied("client/*", one));
    }

    @Test
    void memoryFollowsWhatIsOpen() {
        for (Desk one : List.of(desk, Desk.wide(rule(false, check("client"))))) {
            one.fail(signs(one, "ada/one", "client/0"));
            int before = one.kept("R");
            for (int i = 1; i <= 50; i++) {
                String key = "client/" + i;
                one.fail(signs(one, "ada/one", key));
                one.succeed(signs(one, "ada/one", key));
                one.fail(one.by("ben/two", "edit").on(key).open());
            }
            assertThat(one.kept("R")).isEqualTo(before);
        }
        desk.restart();
        long one = signs(desk, "ada/one", "client/1");
        long two = signs(desk, "ada/one", "client/2");
        assertThat(changes(desk, "client/1", "client/2", "client/3"))
                .containsExactly(relied("client/1", one), relied("client/2", two));
    }
}
