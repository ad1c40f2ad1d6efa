package dev.interlock.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.interlock.engine.codec.CodecException.Problem;
import dev.interlock.engine.codec.Leaves.Spot;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Key;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Records as they stand in leaves: what can be forgotten is not in them, and nothing is lost while it is not forgotten. */
class LeafFormTest {

    /** The fields of each record that are not of its event. */
    private static final Set<String> OF_EACH = Set.of("bundle", "commitment", "type");

    private final Vault vault = new Vault();

    @Test
    void everyEventSurvivesItsLeaf() {
        RandomEvents events = new RandomEvents(20261129);
        for (int i = 0; i < 20_000; i++) {
            Recorded recorded = events.next(i % RandomEvents.KINDS);
            Map<String, Object> leaf = EventCodec.toLeaf(recorded, vault);
            assertThat(EventCodec.fromLeaf(Leaves.copy(leaf), vault)).isEqualTo(recorded);
        }
    }

    @Test
    void theFormOfLeavesIsTheGoldenOne() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Recorded recorded : SampleEvents.all()) {
            Map<String, Object> leaf = EventCodec.toLeaf(recorded, vault);
            lines.add(Leaves.json(leaf));
            if (leaf.containsKey("commitment")) {
                lines.add("  hides " + Leaves.json(vault.hiddenBy(leaf)));
            }
        }
        Golden.assertSame(
                lines,
                "leaves-v2.txt",
                "lines are added; one that changes means that old ledgers would not be read: a new version and an"
                        + " upcaster");
    }

    @Test
    void recordsOfVersionOneAreReadAsTheyAre() throws IOException {
        List<Recorded> samples = SampleEvents.all();
        List<String> lines = Golden.lines("events-v1.jsonl");
        for (int i = 0; i < lines.size(); i++) {
            Map<String, Object> leaf = new TreeMap<>(EventCodec.toMap(samples.get(i)));
            leaf.put("v", 1L);
            assertThat(Leaves.json(leaf)).isEqualTo(lines.get(i));
            assertThat(EventCodec.fromLeaf(leaf, new Vault())).isEqualTo(samples.get(i));
        }
    }

    @Test
    void aLeafOfVersionOneHidesNothing() {
        Map<String, Object> leaf = new TreeMap<>(EventCodec.toLeaf(comment("well"), vault));
        leaf.put("v", 1L);
        assertThatThrownBy(() -> EventCodec.fromLeaf(leaf, vault)).isInstanceOf(CodecException.class);
    }

    @Test
    void whatSomebodyMayHaveForgottenIsInNoLeaf() {
        Set<String> hidden = Set.of(
                "maria",
                "vera",
                "carl",
                "finance",
                "accounting",
                "Pay",
                "month end",
                "42\",\"urgent",
                "DE89 3704 0044",
                "sha-256:a465",
                "sha-256:1257",
                "payments are stuck",
                "INC-7",
                "the disk of last night",
                "as in the ticket",
                "\"ops\"",
                "sha-256:c1",
                "amount in words");
        for (Recorded recorded : SampleEvents.all()) {
            var leaf = new TreeMap<>(EventCodec.toLeaf(recorded, vault));
            if (leaf.get("facts") instanceof Map<?, ?> facts) {
                var rest = new TreeMap<String, Object>();
                facts.forEach((field, value) -> rest.put((String) field, value));
                rest.remove("values"); // rules compare them
                leaf.put("facts", rest);
            }
            assertThat(Leaves.json(leaf)).doesNotContain(hidden);
        }
        assertThat(vault.names()).contains("maria", "vera", "carl", "finance", "accounting", "ops", "finance-desk");
        assertThat(vault.names()).doesNotContain("interlock", "start", "recovery", "", "run-7", "session-3");
    }

    /** Each text of each event is declared in one of three ways. A new one needs a line in the golden file, and so somebody who says which. */
    @Test
    void everyTextIsDeclaredAsWhatItIs() throws IOException {
        Set<String> declared = new TreeSet<>();
        RandomEvents events = new RandomEvents(7);
        List<Recorded> all = new ArrayList<>(SampleEvents.all());
        for (int i = 0; i < 40_000; i++) {
            all.add(events.next(i % RandomEvents.KINDS));
        }
        for (Recorded recorded : all) {
            Map<String, Object> leaf = EventCodec.toLeaf(recorded, vault);
            declare((String) leaf.get("type"), "clear", leaf, declared);
            declare((String) leaf.get("type"), "forgettable", vault.hiddenBy(leaf), declared);
        }
        Golden.assertSame(
                declared,
                "texts-v2.txt",
                "is a new text a name of a person, can somebody have a right to have it forgotten, or neither?");
    }

    private static void declare(String type, String how, Map<String, Object> part, Set<String> declared) {
        for (Spot spot : Leaves.spots(part)) {
            if (Leaves.at(part, spot) instanceof String text && !text.isEmpty() && !OF_EACH.contains(spot.path())) {
                String path = spot.path().replaceAll("\\[[0-9]+]", "[]");
                boolean name = path.endsWith(".pseudonym");
                declared.add(type + " " + data(name ? path.substring(0, path.length() - 10) : path) + ": "
                        + (name ? "name" : how));
            }
        }
    }

    /** The path without names that are data. Attributes of actors are declared by their names, which {@code ActorCodec} knows. */
    private static String data(String path) {
        return path.replaceAll("(?s)(^|\\.)(args|unread|values|binding|changed|actor|by|openers\\[])\\..*", "$1$2.*")
                .replaceAll("(?s)(^|\\.)digested\\..*\\.", "$1digested.*.");
    }

    @Test
    void aNameHasOnePseudonymWhereverItStands() {
        Map<String, Object> ended =
                EventCodec.toLeaf(recorded(new Event.TaskEnded(1, EndReason.CLOSED, "maria")), vault);
        Map<String, Object> proposed = EventCodec.toLeaf(
                recorded(new AgentEvent.ResumeProposed(2, Key.parse("owner/maria"), SampleEvents.PERSON, "")), vault);
        Map<?, ?> name = (Map<?, ?>) ended.get("by");
        assertThat(((Map<?, ?>) proposed.get("by")).get("agent")).isEqualTo(name);
        assertThat(proposed.get("what")).isEqualTo(Map.of("kind", "owner", "pseudonym", name.get("pseudonym")));
    }

    @Test
    void agentsStayInClearWhereTheyAreSurelyAgents() {
        Actor agent = Actor.of(Map.of(
                "agent", AttributeValue.known("clerk"),
                "chain", AttributeValue.known("clerk"),
                "owner", AttributeValue.known("maria"),
                "team", AttributeValue.known(List.of("maria", "otto")),
                "model", AttributeValue.known("m-5"),
                "runtime", AttributeValue.known("run-1")));
        Map<String, Object> leaf = EventCodec.toLeaf(
                recorded(new Event.TaskAmended(1, agent, List.of(), 0, 1, "", new TreeSet<>())), vault);
        assertThat(Leaves.json(leaf.get("by")))
                .isEqualTo("{\"agent\":\"clerk\",\"chain\":\"clerk\",\"model\":\"m-5\",\"owner\":{\"pseudonym\":"
                        + "\"pseudonym-0\"},\"runtime\":\"run-1\",\"team\":[{\"pseudonym\":\"pseudonym-0\"},"
                        + "{\"pseudonym\":\"pseudonym-1\"}]}");
        assertThat(((Event.TaskAmended) EventCodec.fromLeaf(leaf, vault).event()).by())
                .isEqualTo(agent);
    }

    @Test
    void whatIsForgottenReadsAsForgotten() {
        Recorded recorded = recorded(new HoldEvent.Delegated(7, SampleEvents.PERSON, "vera", "controllers", 9, "ill"));
        Map<String, Object> leaf = EventCodec.toLeaf(recorded, vault);
        vault.forget("vera");
        HoldEvent.Delegated read =
                (HoldEvent.Delegated) EventCodec.fromLeaf(leaf, vault).event();
        assertThat(read.reason()).isEqualTo("[forgotten commitment-0]");
        assertThat(read.to()).startsWith("forgotten:pseudonym-");
        assertThat(Forgotten.pseudonym(read.to())).isPresent();
        assertThat(read.by()).isEqualTo(SampleEvents.PERSON);
        assertThat(read.group()).isEqualTo("controllers");
        assertThat(Forgotten.pseudonym("vera")).isEmpty();
    }

    @Test
    void aFindingThatSaysWhatAFaultSaysForgetsItToo() {
        Map<String, Object> leaf = EventCodec.toLeaf(recorded(SampleEvents.faulty()), vault);
        assertThat(Leaves.json(leaf)).contains("\"fault\":0").doesNotContain("twelve");
        assertThat(EventCodec.fromLeaf(leaf, vault).event()).isEqualTo(SampleEvents.faulty());
        Spot fault = new Spot(List.of("findings", 0, "fault"));
        refused(Leaves.with(leaf, fault, 1L), fault.path(), Problem.BAD_VALUE);
        vault.forget();
        var read = (Event.CallDenied) EventCodec.fromLeaf(leaf, vault).event();
        assertThat(read.facts().faults()).isEmpty();
        assertThat(read.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.ARGUMENT_INVALID);
            assertThat(finding.detail()).isEqualTo("[forgotten]");
        });
    }

    @Test
    void everyLeafCanForgetAndIsReadAllTheSame() {
        RandomEvents events = new RandomEvents(31);
        List<Map<String, Object>> leaves = new ArrayList<>();
        List<Recorded> all = new ArrayList<>(SampleEvents.all());
        for (int i = 0; i < 5_000; i++) {
            all.add(events.next(i % RandomEvents.KINDS));
        }
        all.forEach(recorded -> leaves.add(EventCodec.toLeaf(recorded, vault)));
        vault.forget(vault.names().toArray(String[]::new));
        for (int i = 0; i < leaves.size(); i++) {
            Recorded read = EventCodec.fromLeaf(leaves.get(i), vault);
            assertThat(read.seq()).isEqualTo(all.get(i).seq());
            assertThat(read.event()).hasSameClassAs(all.get(i).event());
        }
    }

    @Test
    void aForgottenOutcomeIsStillThatOutcome() {
        Map<String, Object> leaf =
                EventCodec.toLeaf(recorded(new Event.CallSettled(3, new Settlement.Failed("maria refused"))), vault);
        vault.forget();
        assertThat(EventCodec.fromLeaf(leaf, vault).event())
                .isEqualTo(new Event.CallSettled(3, new Settlement.Failed("[forgotten commitment-0]")));
    }

    @Test
    void aTextThatCanBeForgottenDoesNotStandInALeaf() {
        Map<String, Object> leaf = EventCodec.toLeaf(comment(""), vault);
        assertThat(leaf).doesNotContainKey("commitment");
        Map<String, Object> damaged = Leaves.with(leaf, new Spot(List.of("comment")), "well");
        refused(damaged, "comment", Problem.BAD_VALUE);
        Map<String, Object> hiding = EventCodec.toLeaf(comment("well"), vault);
        refused(Leaves.with(hiding, new Spot(List.of("comment")), "well"), "comment", Problem.BAD_VALUE);
        refused(Leaves.without(hiding, new Spot(List.of("commitment"))), "comment", Problem.MISSING_FIELD);
    }

    @Test
    void whatALeafHidesIsReadInFull() {
        Map<String, Object> leaf = EventCodec.toLeaf(comment("well"), vault);
        Map<String, Object> more = new TreeMap<>(vault.hiddenBy(leaf));
        more.put("colour", "red");
        vault.replace(leaf, more);
        refused(leaf, "colour", Problem.UNKNOWN_FIELD);
        more.remove("colour");
        more.put("hold", 7L);
        refused(leaf, "hold", Problem.UNKNOWN_FIELD);
        more.remove("hold");
        more.put("by", Map.of("agent", "vera"));
        refused(leaf, "by", Problem.UNKNOWN_FIELD);
        vault.replace(leaf, Map.of());
        refused(leaf, "comment", Problem.MISSING_FIELD);
        vault.replace(leaf, Map.of("comment", 7L));
        refused(leaf, "comment", Problem.WRONG_TYPE);
    }

    @Test
    void aDamagedLeafIsRefusedOrRead() {
        Random random = new Random(43);
        RandomEvents events = new RandomEvents(43);
        Object[] values = {
            "", "a/b", 0L, 3L, true, null, List.of(), Map.of(), Map.of("pseudonym", "p"), List.of("a"), 1.0
        };
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            Map<String, Object> leaf = EventCodec.toLeaf(events.next(), vault);
            boolean inside = random.nextBoolean() && leaf.containsKey("commitment");
            Map<String, Object> part = inside ? vault.hiddenBy(leaf) : leaf;
            List<Spot> spots = Leaves.spots(part);
            Spot spot = spots.get(random.nextInt(spots.size()));
            Map<String, Object> damaged = random.nextInt(4) == 0
                    ? Leaves.without(part, spot)
                    : Leaves.with(part, spot, values[random.nextInt(values.length)]);
            if (inside) {
                vault.replace(leaf, damaged);
            }
            Throwable refusal = catchThrowable(() -> EventCodec.fromLeaf(inside ? leaf : damaged, vault));
            if (refusal != null) {
                assertThat(refusal).isInstanceOf(CodecException.class);
                refused++;
            }
        }
        assertThat(refused).isBetween(8_000, 19_000);
    }

    private void refused(Map<String, Object> leaf, String path, Problem problem) {
        assertThatThrownBy(() -> EventCodec.fromLeaf(leaf, vault))
                .isInstanceOfSatisfying(CodecException.class, refusal -> {
                    assertThat(refusal.path()).isEqualTo(path);
                    assertThat(refusal.problem()).isEqualTo(problem);
                });
    }

    private static Recorded comment(String comment) {
        return recorded(new HoldEvent.Withdrawn(4, "clerk", comment));
    }

    private static Recorded recorded(Event event) {
        return new Recorded(1, 2, "sha-256:b1", event);
    }
}
