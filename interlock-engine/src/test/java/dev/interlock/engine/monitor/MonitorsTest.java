package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.TestDomain;
import dev.interlock.engine.clock.ClockState;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.policy.Tool;
import dev.interlock.engine.table.ActorTable;
import dev.interlock.engine.table.KeyTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which rules of a bundle look at a call, what the bundle says of its tool, and what the rules remember together. */
class MonitorsTest {

    private static final Level OWNER = new Level("another-owner", List.of("owner"));
    private static final Tier HIGH = new Tier("high", 0, OWNER, Outcome.DENY, Outcome.DENY);

    private static final Rule SEPARATE = separate("SOD", Optional.empty());
    private static final Rule CLOSED = SEPARATE.with(TestDomain.head("CLOSED").withUntil("file.close"));
    private static final Rule FORBID =
            new Rule.Forbid(TestDomain.head("FORBID"), Set.of("file.read", "file.print"), false);

    private final ActorTable actors = new ActorTable(List.of("owner"));
    private final KeyTable keys = new KeyTable();
    private Key file = Key.parse("file/1");
    private long seq = 100;

    private static Rule separate(String id, Optional<Level> level) {
        return new Rule.Separate(
                TestDomain.head(id),
                List.of(Set.of("file.open"), Set.of("file.read")),
                "file",
                OptionalLong.empty(),
                1,
                level);
    }

    private static SortedSet<String> set(String... texts) {
        return new TreeSet<>(Set.of(texts));
    }

    private static Bundle bundle(Rule... rules) {
        var tools = new TreeMap<String, Tool>();
        for (Tool tool : List.of(
                new Tool("fs/read", set("file.read"), false, false, true),
                new Tool("fs/open", set("file.open"), false, true),
                new Tool("fs/any", set(), true),
                new Tool("fs/grant", set("file.open"), false, false, false, set("file", "folder"), set("user")))) {
            tools.put(tool.name(), tool);
        }
        return Bundle.of("test", "sha-256:0")
                .withTools(tools)
                .withTypes(new TreeMap<>())
                .withLevels(new TreeMap<>(Map.of(OWNER.name(), OWNER)))
                .withTiers(Map.of(HIGH.name(), HIGH))
                .withIntents(new TreeMap<>())
                .withRules(List.of(rules))
                .build();
    }

    private Monitors monitors(Rule... rules) {
        return new Monitors(bundle(rules), keys, actors, new ClockState());
    }

    private static CallFacts facts(String tool, String... marks) {
        return CallFacts.builder(tool, "sha-256:1", HIGH.name())
                .marks(set(marks))
                .objects(List.of(Key.parse("file/1")))
                .build();
    }

    private CallView call(Monitors monitors, String agent, String owner, String mark) {
        CallFacts facts = facts("fs/any", mark);
        int actor = actors.intern(Actor.of(Map.of(
                "runtime", AttributeValue.known("run-" + agent),
                "agent", AttributeValue.known(agent),
                "owner", AttributeValue.known(owner))));
        int id = keys.intern(file);
        long number = seq++;
        return new CallViewBuilder(
                        number,
                        number,
                        0,
                        actors.actor(actor),
                        actor,
                        actors.row(actor),
                        facts,
                        HIGH,
                        monitors.planOf(facts))
                .add(file, keys.kind(id), id)
                .endOfDirect()
                .endOfNamed()
                .endOfBelonging()
                .endOfObjects()
                .build();
    }

    private void done(Monitors monitors, String agent, String owner, String mark) {
        CallView call = call(monitors, agent, owner, mark);
        for (Plan.Applicable rule : call.plan().applicable()) {
            rule.monitor().reserve(call, rule.roles());
            rule.monitor().succeed(call, rule.roles(), new int[0], call.seq(), call.seq());
        }
    }

    private List<Finding> findings(Monitors monitors, String agent, String owner, String mark) {
        CallView call = call(monitors, agent, owner, mark);
        var findings = new ArrayList<Finding>();
        call.plan().applicable().forEach(rule -> rule.monitor().check(call, rule.roles(), findings));
        return findings;
    }

    private static List<String> rules(Plan plan) {
        return plan.applicable().stream()
                .map(rule -> (rule.monitor() instanceof ClosingMonitor ? "until " : "")
                        + rule.monitor().rule().head().id())
                .toList();
    }

    @Test
    void aCallIsLookedAtByTheRulesOfItsMarksInTheOrderOfTheBundle() {
        Monitors monitors = monitors(CLOSED, FORBID, SEPARATE);

        assertThat(rules(monitors.planOf(facts("fs/any", "file.print", "file.open"))))
                .containsExactly("CLOSED", "until CLOSED", "FORBID", "SOD");
        assertThat(rules(monitors.planOf(facts("fs/any", "file.print")))).containsExactly("FORBID");
        assertThat(rules(monitors.planOf(facts("fs/any", "file.close")))).containsExactly("until CLOSED");
        assertThat(rules(monitors.planOf(facts("fs/any", "audit.read")))).isEmpty();
        assertThat(rules(monitors.planOfFound(set("file.read", "label/x"))))
                .containsExactly("CLOSED", "until CLOSED", "FORBID", "SOD");
    }

    @Test
    void marksAreThoseOfTheCatalogueUnlessTheyDependOnAConditionOrItHasNone() {
        Monitors monitors = monitors(FORBID);

        assertThat(monitors.marksOf(facts("fs/read", "file.print"))).containsExactly("file.read");
        assertThat(monitors.marksOf(facts("fs/any", "file.print"))).containsExactly("file.print");
        assertThat(monitors.marksOf(facts("fs/gone", "file.print"))).containsExactly("file.print");
        assertThat(rules(monitors.planOf(facts("fs/open", "file.print"))))
                .as("what was recorded under another bundle")
                .isEmpty();
        assertThat(rules(monitors.planOf(facts("fs/gone", "file.print")))).containsExactly("FORBID");
    }

    /** Denied calls leave nothing behind, whatever marks they come with. */
    @Test
    void thePlanOfMarksIsRememberedOfRecordedCallsAlone() {
        Monitors monitors = monitors(FORBID);
        CallFacts facts = facts("fs/any", "file.print");
        assertThat(monitors.planOf(facts)).isNotSameAs(monitors.planOf(facts)).isEqualTo(monitors.planOf(facts));

        Plan remembered = monitors.planOfRecorded(facts);

        assertThat(remembered).isSameAs(monitors.planOf(facts));
        assertThat(monitors.planOf(facts)).isSameAs(monitors.planOf(facts("fs/gone", "file.print")));
        CallFacts known = facts("fs/read", "file.copy");
        assertThat(monitors.planOfRecorded(known)).isSameAs(monitors.planOf(known));
        CallFacts unknown = facts("fs/gone", "file.copy");
        assertThat(monitors.planOf(unknown)).isNotSameAs(monitors.planOf(unknown));
        assertThat(monitors.planOf(known)).isSameAs(monitors.planOf(known));
    }

    @Test
    void whatTheCatalogueSaysOfAToolItSaysOfNoOther() {
        Monitors monitors = monitors();

        assertThat(monitors.knowsTool("fs/read")).isTrue();
        assertThat(monitors.knowsTool("fs/gone")).isFalse();
        assertThat(monitors.idempotent("fs/read")).isTrue();
        assertThat(monitors.isCalled("fs/read")).isTrue();
        assertThat(monitors.isCalled("fs/any")).isTrue();
        assertThat(monitors.isCalled("fs/open")).as("only observed").isFalse();
        assertThat(monitors.isCalled("fs/gone")).isFalse();
        assertThat(monitors.mayBeAboutAll("fs/grant", "folder")).isTrue();
        assertThat(monitors.mayBeAboutAll("fs/grant", "user")).isFalse();
        assertThat(monitors.mayUpsert("fs/grant", "user")).isTrue();
        assertThat(monitors.mayUpsert("fs/grant", "folder")).isFalse();
        for (String other : List.of("fs/any", "fs/gone")) {
            assertThat(monitors.idempotent(other)).isFalse();
            assertThat(monitors.mayBeAboutAll(other, "folder")).isFalse();
            assertThat(monitors.mayUpsert(other, "user")).isFalse();
        }
    }

    @Test
    void ofKindsThatSomeToolIsAboutAllOfItIsKnownWhatHappenedOnAny() {
        monitors();

        for (String kind : List.of("file", "folder", "user")) {
            assertThat(keys.all(keys.kindOf(kind))).as(kind).isNotEqualTo(KeyTable.ABSENT);
            assertThat(keys.any(keys.kindOf(kind))).as(kind).isNotEqualTo(KeyTable.ABSENT);
        }
        assertThat(keys.all(keys.internKind("client"))).isEqualTo(KeyTable.ABSENT);
    }

    @Test
    void aRuleIsFoundByItsIdAndItsClosingIsNot() {
        Monitors monitors = monitors(CLOSED, FORBID);

        assertThat(monitors.byRule("CLOSED").rule()).isSameAs(CLOSED);
        assertThat(monitors.byRule("CLOSED")).isInstanceOf(SeparateMonitor.class);
        assertThat(monitors.byRule("FORBID").rule()).isSameAs(FORBID);
        assertThatThrownBy(() -> monitors.byRule("GONE"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the bundle has no rule `GONE`");
    }

    @Test
    void theAttributesThatActorsAreComparedByAreThoseOfAllLevelsAndRules() {
        Level line = new Level("line", List.of("line", "owner"));
        Tier strict = new Tier("strict", 0, line, Outcome.DENY, Outcome.DENY);
        var done = new Rule.Done("a", "file", Optional.of(new Level("", List.of("desk"))), 1, false);
        var wall = new Rule.Wall(
                TestDomain.head("WALL"),
                new Rule.Datasets.Labels(List.of("label/a", "label/b")),
                OptionalLong.empty(),
                Optional.of(new Level("", List.of("floor"))));
        Bundle bundle = Bundle.of("test", "sha-256:0")
                .withTools(new TreeMap<>())
                .withTypes(new TreeMap<>())
                .withLevels(new TreeMap<>(Map.of("office", new Level("office", List.of("office")))))
                .withTiers(Map.of("strict", strict))
                .withIntents(new TreeMap<>())
                .withRules(List.of(
                        separate("SOD", Optional.of(new Level("", List.of("model")))),
                        new Rule.Require(TestDomain.head("REQ"), "b", List.of(done), Optional.empty(), Set.of()),
                        new Rule.Bind(TestDomain.head("BIND"), Set.of("a"), "file", OptionalLong.empty(), "chain"),
                        FORBID,
                        wall))
                .build();

        assertThat(bundle.attributes()).containsExactly("office", "line", "owner", "model", "desk", "chain", "floor");
    }

    private void twentyOpened(Monitors monitors) {
        for (int i = 0; i < 20; i++) {
            done(monitors, "agent-" + i, "owner-" + i, "file.open");
        }
    }

    @Test
    void aLinkOfValuesIsOneForAKeyOnWhichManyActed() {
        Monitors monitors = monitors(SEPARATE);
        assertThat(findings(monitors, "ada", "x", "file.read")).isEmpty();
        seq = 200;
        twentyOpened(monitors);
        assertThat(findings(monitors, "ada", "x", "file.read")).isEmpty();

        monitors.merge(actors.merge("owner", "x", "owner-3").orElseThrow());

        List<Finding> findings = findings(monitors, "ada", "x", "file.read");
        assertThat(findings).extracting(Finding::code).containsExactly(FindingCode.DUTY_CONFLICT);
        assertThat(findings.getFirst().attribute()).contains("owner");
        assertThat(findings.getFirst().witnesses()).extracting(Witness::call).containsExactly(203L);
    }

    @Test
    void itIsOneForWhoClosesAKeyThatManyHold() {
        Monitors monitors = monitors(CLOSED);
        assertThat(findings(monitors, "ada", "x", "file.close")).isEmpty();
        seq = 200;
        twentyOpened(monitors);
        assertThat(findings(monitors, "ada", "x", "file.close")).isEmpty();

        monitors.merge(actors.merge("owner", "x", "owner-3").orElseThrow());

        List<Finding> findings = findings(monitors, "ada", "x", "file.close");
        assertThat(findings).extracting(Finding::code).containsExactly(FindingCode.CLOSING_NOT_INDEPENDENT);
        assertThat(findings.getFirst().witnesses()).extracting(Witness::call).containsExactly(203L);
    }

    @Test
    void itIsOneForAKeyThatIsBoundToTheOther() {
        Monitors monitors = monitors(
                new Rule.Bind(TestDomain.head("BIND"), Set.of("file.open"), "file", OptionalLong.empty(), "owner"));
        assertThat(findings(monitors, "ada", "x", "file.open")).isEmpty();
        done(monitors, "ben", "y", "file.open");
        assertThat(findings(monitors, "ada", "x", "file.open"))
                .extracting(Finding::code)
                .containsExactly(FindingCode.BINDING_BROKEN);

        monitors.merge(actors.merge("owner", "x", "y").orElseThrow());

        assertThat(findings(monitors, "ada", "x", "file.open")).isEmpty();
    }

    @Test
    void whatAllRulesKnowIsReadAsItWasWritten() throws IOException {
        Monitors monitors = monitors(CLOSED, SEPARATE);
        done(monitors, "ada", "x", "file.open");
        var bytes = new ByteArrayOutputStream();
        monitors.write(new DataOutputStream(bytes));

        Monitors again = monitors(CLOSED, SEPARATE);
        var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        again.read(in, number -> {
            throw new IllegalStateException("no call is open");
        });

        assertThat(in.available()).isZero();
        assertThat(findings(again, "ben", "x", "file.read"))
                .extracting(Finding::rule)
                .containsExactly("CLOSED", "SOD");
        assertThat(findings(again, "ben", "x", "file.close"))
                .extracting(Finding::code)
                .containsExactly(FindingCode.CLOSING_NOT_INDEPENDENT);
    }

    @Test
    void aLinkOfObjectsIsOneForEachRule() {
        Monitors monitors = monitors(openedAtMost("TWO", 2), openedAtMost("THREE", 3), openedAtMost("ONE", 1));
        done(monitors, "ada", "x", "file.open");
        file = Key.parse("file/2");
        done(monitors, "ben", "y", "file.open");
        int child = keys.find(Key.parse("file/1"));
        int parent = keys.find(file);

        List<Finding> latent = monitors.latent(new Relink(-1, 0, 0, child, new int[] {parent}), seq);
        monitors.inherit(parent, child);

        assertThat(latent).extracting(Finding::rule).containsExactly("ONE");
        assertThat(latent.getFirst().outcome()).isEqualTo(Outcome.RECORD);
        assertThat(findings(monitors, "cleo", "z", "file.open"))
                .extracting(Finding::rule)
                .containsExactly("TWO", "ONE");
    }

    private static Rule openedAtMost(String id, int count) {
        return new Rule.Limit(
                TestDomain.head(id),
                "file.open",
                "file",
                OptionalLong.of(count),
                new TreeMap<>(),
                OptionalLong.empty());
    }
}
