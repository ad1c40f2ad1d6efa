package dev.interlock.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.state.State;
import dev.interlock.policy.Bundles;
import dev.interlock.policy.catalog.Created;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What a warning claims is true of the engine: random bundles with warnings, and random histories under them that look for a
 * counterexample. The seeds make every failure repeatable.
 */
class SoundnessTest {

    private static final int BUNDLES = Integer.getInteger("interlock.bundles", 800);
    private static final int STEPS = 60;
    private static final List<String> DUTIES = List.of("a", "b", "c", "d");
    private static final Pattern WORD = Pattern.compile("`([^`]*)`");

    private final Map<Check, Integer> tested = new EnumMap<>(Check.class);

    @Test
    void noHistoryContradictsAWarning() {
        for (int seed = 0; seed < BUNDLES; seed++) {
            Random random = new Random(seed);
            String text = new BundleText(random).text();
            if (PolicyBundle.load(Bundles.with(text)) instanceof PolicyBundle.Compiled bundle
                    && !bundle.diagnostics().isEmpty()) {
                new History(bundle, random, "seed " + seed + "\n" + text).play();
            }
        }
        assertThat(tested.keySet())
                .as("warnings that were put to the test: %s", tested)
                .contains(
                        Check.RULE_DEAD,
                        Check.RULE_VACUOUS,
                        Check.RULE_SUBSUMED,
                        Check.RULE_NEVER_MET,
                        Check.CALL_ALWAYS_STOPPED,
                        Check.RULE_DETECTS_ONLY,
                        Check.RULE_NEVER_CLOSED,
                        Check.INTENT_NEVER_DONE,
                        Check.INTENT_ALLOWS_IN_VAIN,
                        Check.TOOL_OUTSIDE_INTENTS);
    }

    /** A random bundle in which each tool has an object {@code x}, so that most can be evaluated. */
    private record BundleText(Random random) {

        String text() {
            boolean told = random.nextInt(3) == 0;
            StringBuilder out = new StringBuilder("""
                objects: {x: {}, y: {of: {x: one}}}
                server: s
                """);
            out.append(told ? "sources: {audit: {trusted-for: [" + one(DUTIES) + "]}}\n" : "");
            out.append("tools:\n");
            List<String> where = List.of(
                    "creates: {x: result.id}",
                    "on: {x: args.id}",
                    "on: {x: args.id}",
                    "on: {y: args.id}",
                    "creates: {x: result.id}, derives: {x: args.id}",
                    "creates: {y: result.id}, of: {x: args.id}");
            for (int i = 0; i < 6; i++) {
                String duties = String.join(", ", some(DUTIES, 1 + random.nextInt(2)));
                out.append("  t" + i + ": {duty: [" + duties + "], " + one(where) + ", risk: " + tier());
                out.append(
                        random.nextInt(5) == 0 ? ", any-of: [{when: 'args.m == 1', duty: " + one(DUTIES) + "}]" : "");
                out.append(told && random.nextInt(3) == 0 ? ", observed: true" : "");
                out.append("}\n");
            }
            out.append("intents:\n");
            for (int i = 0; i < 2; i++) {
                List<String> allow = some(DUTIES, 1 + random.nextInt(4));
                out.append("  i" + i + ": {goal: g, allow: [" + String.join(", ", allow) + "]");
                out.append(random.nextBoolean() ? ", done-when: " + one(allow) : "");
                out.append(", limits: {time: 1d, idle: 1d, calls: " + (1 + random.nextInt(8)) + "}}\n");
            }
            out.append("rules:\n");
            for (int i = 0; i < 4; i++) {
                out.append("  - id: R-" + i + "\n    title: t\n    " + rule() + "\n");
                out.append(random.nextInt(4) == 0 ? "    risk: " + tier() + "\n" : "");
                out.append(random.nextInt(8) == 0 ? "    mode: observe\n" : "");
            }
            return out.toString();
        }

        private String rule() {
            String within = one(List.of("", ", within: 1h", ", within: 2d", "", ", until: " + one(DUTIES)));
            String window = within.contains("until") ? "" : within;
            return switch (random.nextInt(6)) {
                case 0 ->
                    "separate: {duties: [" + String.join(", ", some(DUTIES, 2 + random.nextInt(2))) + "], per: " + per()
                            + within + "}";
                case 1 ->
                    "require: {for: " + one(DUTIES) + ", done: [{duty: " + one(DUTIES) + ", per: " + per()
                            + one(List.of("", ", independence: line", ", count: 2")) + "}]"
                            + one(List.of("", ", void-after: " + one(DUTIES), ", approval: {count: 1}")) + "}";
                case 2 ->
                    "limit: {of: " + one(DUTIES) + ", per: " + per() + ", max: " + random.nextInt(4) + within + "}";
                case 3 ->
                    "bind: {duties: [" + String.join(", ", some(DUTIES, 1 + random.nextInt(2))) + "], per: " + per()
                            + ", same: " + one(List.of("agent", "owner")) + within + "}";
                case 4 ->
                    "order: {duty: " + one(DUTIES)
                            + one(List.of(
                                    ", after: " + one(DUTIES),
                                    ", not-since: " + one(DUTIES),
                                    ", after: " + one(DUTIES) + ", not-since: " + one(DUTIES)))
                            + ", per: " + per() + window + "}";
                default ->
                    "forbid: {duty: " + one(DUTIES)
                            + one(List.of("", ", when: 'args.id == \"1\"'", ", when: 'server == \"t\"'")) + "}";
            };
        }

        private String per() {
            return one(List.of("x", "x", "x", "agent", "task", "owner"));
        }

        private String tier() {
            return one(List.of("low", "mid", "top", "top"));
        }

        private String one(List<String> from) {
            return from.get(random.nextInt(from.size()));
        }

        private List<String> some(List<String> from, int count) {
            List<String> all = new ArrayList<>(from);
            Collections.shuffle(all, random);
            return new ArrayList<>(new TreeSet<>(all.subList(0, count)));
        }
    }

    /** Agents who do what they can think of, and a person who approves in every other history. */
    private final class History {

        private final PolicyBundle.Compiled bundle;
        private final Random random;
        private final String story;
        private final State state;
        private final boolean approving;
        private final List<Caller> agents =
                List.of(caller("ada", "one", false), caller("bob", "one", false), caller("eve", "two", false));
        private final Caller person = caller("pat", "three", true);
        private final Map<Long, Caller> tasks = new HashMap<>();
        private final Map<Long, String> intents = new HashMap<>();
        private final Map<Long, Map<String, Object>> open = new TreeMap<>();
        private final Map<Long, String> tools = new HashMap<>();
        private long now = 1_767_225_600_000L;
        private int created = 100;

        History(PolicyBundle.Compiled bundle, Random random, String story) {
            this.bundle = bundle;
            this.random = random;
            this.story = story;
            this.state = State.empty(bundle.engine());
            this.approving = random.nextBoolean();
            record(new Event.BundleActivated(bundle.engine().name(), bundle.digest(), "test"));
        }

        private static Caller caller(String name, String owner, boolean person) {
            SortedMap<String, AttributeValue> attributes = new TreeMap<>();
            attributes.put(Attributes.OWNER, AttributeValue.known(owner));
            return new Caller(
                    name, name + "-1", person, !person, attributes, new TreeSet<>(List.of("g")), Optional.empty());
        }

        void play() {
            for (int i = 0; i < STEPS; i++) {
                switch (random.nextInt(9)) {
                    case 0 -> openTask();
                    case 1 -> now += random.nextInt(3) * 1_000_000L;
                    case 2 -> settle();
                    case 3 -> observe();
                    default -> call();
                }
            }
        }

        private void openTask() {
            Caller agent = agents.get(random.nextInt(agents.size()));
            String intent = "i" + random.nextInt(2);
            Answer answer = decide(new Command.OpenTask(
                    agent,
                    OptionalLong.empty(),
                    agent,
                    intent,
                    "sha-256:" + "0".repeat(64),
                    "",
                    List.of(),
                    OptionalLong.empty(),
                    OptionalInt.empty()));
            if (answer instanceof Answer.Done done) {
                tasks.put(done.number(), agent);
                intents.put(done.number(), intent);
            }
        }

        private void call() {
            if (tasks.isEmpty()) {
                openTask();
            }
            long task = new TreeMap<>(tasks)
                    .keySet().stream()
                            .skip(random.nextInt(tasks.size()))
                            .findFirst()
                            .orElseThrow();
            String tool = "t" + random.nextInt(6);
            int newest = Math.max(100, created - 1);
            String id = random.nextInt(3) == 0 ? "" + newest : "" + (1 + random.nextInt(3));
            Map<String, Object> args = Map.of("id", id, "m", (long) random.nextInt(2));
            CallFacts facts = bundle.facts("s", tool, args, "sha-256:" + "%064d".formatted(random.nextInt(3)));
            Answer answer = decide(new Command.DecideCall(tasks.get(task), OptionalLong.of(task), facts));
            if (answer instanceof Answer.Verdict verdict) {
                bundle.diagnostics().forEach(d -> compare(d, verdict, facts, intents.get(task)));
                if (verdict instanceof Answer.Permit permit) {
                    open.put(permit.call(), args);
                    tools.put(permit.call(), tool);
                } else if (approving && verdict instanceof Answer.Hold hold && random.nextBoolean()) {
                    decide(new Command.AnswerHold(hold.hold(), person, true, ""));
                    Answer again = decide(new Command.DecideCall(tasks.get(task), OptionalLong.of(task), facts));
                    if (again instanceof Answer.Permit permit) {
                        open.put(permit.call(), args);
                        tools.put(permit.call(), tool);
                    }
                }
            }
            if (random.nextBoolean()) {
                settle();
            }
        }

        /** A source tells of a call of any tool. */
        private void observe() {
            if (bundle.engine().sources().isEmpty()) {
                return;
            }
            Map<String, Object> args = Map.of("id", "" + (1 + random.nextInt(3)), "m", (long) random.nextInt(2));
            String tool = "t" + random.nextInt(6);
            CallFacts facts = bundle.facts("s", tool, args, "sha-256:" + "%064d".formatted(random.nextInt(3)));
            String id = random.nextInt(3) == 0 ? "1" : Integer.toString(created++);
            Created named = bundle.catalog().created("s", tool, args, Map.of("id", id), null);
            Decision decision = decided(new Command.Observe(
                    caller("audit", "four", false),
                    "e" + state.nextSeq(),
                    agents.get(random.nextInt(agents.size())),
                    facts,
                    ((Created.Named) named).keys(),
                    OptionalLong.empty()));
            for (Event event : decision.events()) {
                if (event instanceof Event.CallObserved told) {
                    bundle.diagnostics().forEach(d -> compare(d, told.findings(), facts));
                }
            }
        }

        /** What is told stops nothing; but a dead rule finds nothing in it either. */
        private void compare(Diagnostic warning, List<Finding> findings, CallFacts facts) {
            Matcher rule = WORD.matcher(warning.message());
            if (warning.check() == Check.RULE_DEAD && rule.find()) {
                tested.merge(warning.check(), 1, Integer::sum);
                assertThat(findings)
                        .as("%s%n%s%n%s", story, warning.message(), facts)
                        .noneMatch(f -> f.rule().equals(rule.group(1)) && f.code() != FindingCode.NOT_EVALUABLE);
            }
        }

        private void settle() {
            if (open.isEmpty()) {
                return;
            }
            long call = open.keySet().stream()
                    .skip(random.nextInt(open.size()))
                    .findFirst()
                    .orElseThrow();
            String id = Integer.toString(created++);
            List<Key> keys =
                    switch (bundle.catalog().created("s", tools.get(call), open.remove(call), Map.of("id", id), null)) {
                        case Created.Named named -> named.keys();
                        case Created.Unnamed unnamed -> throw new AssertionError(unnamed.reason());
                    };
            decide(new Command.SettleCall(
                    call, random.nextInt(6) == 0 ? new Settlement.Failed("") : new Settlement.Succeeded(keys)));
        }

        /** Whether a warning is right about a verdict. */
        private void compare(Diagnostic warning, Answer.Verdict verdict, CallFacts facts, String intent) {
            List<String> words = new ArrayList<>();
            Matcher matcher = WORD.matcher(warning.message());
            while (matcher.find()) {
                words.add(matcher.group(1));
            }
            boolean permitted = verdict instanceof Answer.Permit;
            // What no intent allows is denied anyway; what rules say of it beside that makes no difference.
            boolean outside =
                    verdict.findings().stream().anyMatch(f -> f.rule().isEmpty() && f.outcome() == Outcome.DENY);
            if (outside) {
                return;
            }
            boolean wrong = switch (warning.check()) {
                case RULE_DEAD ->
                    by(verdict, words.getFirst()).stream().anyMatch(f -> f.code() != FindingCode.NOT_EVALUABLE);
                case RULE_VACUOUS ->
                    by(verdict, words.getFirst()).stream()
                            .anyMatch(f -> f.code() != FindingCode.NOT_EVALUABLE && f.outcome() != Outcome.RECORD);
                case RULE_SUBSUMED ->
                    by(verdict, words.get(0)).stream()
                            .anyMatch(f -> by(verdict, words.get(1)).stream()
                                    .noneMatch(g -> g.outcome().compareTo(f.outcome()) >= 0));
                case RULE_DETECTS_ONLY ->
                    by(verdict, words.getFirst()).stream()
                            .anyMatch(f -> f.code() != FindingCode.NOT_EVALUABLE && f.outcome() != Outcome.RECORD);
                case RULE_NEVER_CLOSED ->
                    by(verdict, words.getFirst()).stream()
                            .anyMatch(f -> f.code() == FindingCode.KEY_CLOSED
                                    || f.code() == FindingCode.CLOSING_NOT_INDEPENDENT);
                case RULE_NEVER_MET -> permitted && !approving && neverMet(warning, words, facts);
                case CALL_ALWAYS_STOPPED -> permitted && !approving && stopped(warning, words, facts);
                case INTENT_NEVER_DONE -> {
                    String done = bundle.engine()
                            .intents()
                            .get(words.getFirst())
                            .doneWhen()
                            .orElseThrow();
                    yield permitted
                            && intent.equals(words.getFirst())
                            && facts.marks().contains(done);
                }
                case INTENT_ALLOWS_IN_VAIN ->
                    permitted && intent.equals(words.get(0)) && facts.marks().contains(words.get(1));
                case TOOL_OUTSIDE_INTENTS ->
                    permitted
                            && facts.tool().equals(words.getFirst())
                            && !bundle.catalog().tools().get(facts.tool()).conditional();
                default -> false;
            };
            tested.merge(warning.check(), 1, Integer::sum);
            assertThat(wrong)
                    .as("%s%n%s%n%s%n%s", story, warning.message(), facts, verdict.findings())
                    .isFalse();
        }

        private boolean neverMet(Diagnostic warning, List<String> words, CallFacts facts) {
            if (warning.message().contains("no one is ever asked")) {
                return words.contains(facts.tool());
            }
            boolean all = warning.message().contains("only by exception")
                    || warning.message().contains("denies every `");
            // Where one tool creates its object, the others may be right.
            boolean oneTool = warning.message().contains(" creates its ");
            return all
                    && facts.marks().contains(words.getLast())
                    && (!oneTool || facts.tool().equals(words.getFirst()));
        }

        private boolean stopped(Diagnostic warning, List<String> words, CallFacts facts) {
            if (warning.message().contains("carries more than")) {
                return facts.tool().equals(words.getFirst())
                        && !bundle.catalog().tools().get(facts.tool()).conditional();
            }
            return warning.message().contains("permits no `") && facts.marks().contains(words.getLast());
        }

        private static List<Finding> by(Answer.Verdict verdict, String rule) {
            return verdict.findings().stream()
                    .filter(f -> f.rule().equals(rule))
                    .toList();
        }

        private Answer decide(Command command) {
            return decided(command).answer();
        }

        private Decision decided(Command command) {
            Decision decision = Decider.decide(state, command, now);
            decision.events().forEach(this::record);
            return decision;
        }

        private void record(Event event) {
            state.apply(new Recorded(state.nextSeq(), now, bundle.digest(), event));
        }
    }
}
