package dev.interlock.properties.differential;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.KeyPair;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.policy.BreakGlass;
import dev.interlock.engine.policy.Closing;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.testkit.generate.World;
import dev.interlock.testkit.simulate.Story.Scene;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the compared decisions were about. Safe for use by many threads. */
final class Coverage {

    static final List<String> KINDS = List.of("separate", "require", "limit", "bind", "order", "wall", "forbid");
    /** What the wall is between, beside its kind. */
    static final List<String> WALLS = List.of("of class", "of one", "labels");

    static final List<String> VERDICTS = List.of("permit", "hold", "deny", "record");

    /** What only the option {@code until} says. */
    static final Set<FindingCode> CLOSING = Set.of(FindingCode.KEY_CLOSED, FindingCode.CLOSING_NOT_INDEPENDENT);

    /** A destination that another call registered as a contact. */
    static final String CONTACT = "contact reached";

    private static final long DAY = 86_400_000;

    private final LongAdder comparisons = new LongAdder();
    /** A story is played by one thread, from its beginning to its end. */
    private final ThreadLocal<Respellings> respellings = ThreadLocal.withInitial(Respellings::new);

    private final ThreadLocal<OpenCreations> creations = ThreadLocal.withInitial(OpenCreations::new);

    /** The links that were proposed, by number; those of the story before are never answered in this one. */
    private final ThreadLocal<Map<Long, Link>> links = ThreadLocal.withInitial(HashMap::new);

    private final Map<String, LongAdder> byRule = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> byCode = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> byAnswer = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> byEvent = new ConcurrentHashMap<>();
    /** The reserved calls that are about all objects of a type, each with the seed of its world. */
    private final Set<String> ofAll = ConcurrentHashMap.newKeySet();

    void see(World world, Scene scene) {
        comparisons.increment();
        creations.get().see(world, scene.decision().events(), what -> count(byEvent, what));
        for (Event event : scene.decision().events()) {
            if (event instanceof ClockEvent.Confirmed clock) {
                long open = clock.atMostMillis() - clock.atLeastMillis();
                count(byEvent, open == 0 ? "clock without an open time" : "clock with a time open");
            }
            if (event instanceof ClockEvent.Agreed agreed
                    && agreed.reading().boot().orElseThrow().millis() >= DAY) {
                count(byEvent, "clock that drifted");
            }
            count(byEvent, event.getClass().getSimpleName());
            if (event instanceof Event.CallSettled settled && settled.delivery().isPresent()) {
                count(byEvent, settled.delivery().get().withheld() ? "withheld" : "delivered");
                settled.delivery()
                        .get()
                        .findings()
                        .forEach(finding ->
                                count(byCode, "answer " + finding.code().text()));
            }
            if (event instanceof Event.CallSettled settled) {
                outcome(settled.settlement());
            }
            if (event instanceof Event.CallConfirmed confirmed) {
                outcome(confirmed.settlement());
                count(byEvent, "confirmed by " + confirmed.by().getClass().getSimpleName());
                if (scene.decision().events().getFirst() instanceof Event.CallSettled) {
                    count(byEvent, "ended as was told in flight");
                }
            }
            if (event instanceof Event.TaskEnded ended && ended.reason() == EndReason.REGISTRATION_CHANGED) {
                count(byEvent, "TaskEnded by a registration");
            }
            if (event instanceof ConfigurationRecorded configuration) {
                count(byEvent, configuration.revertedTo().isPresent() ? "configuration set back" : "configuration");
            }
            if (event instanceof LeaseEvent.Revoked revoked) {
                count(byEvent, "lease " + revoked.reason());
            }
            if (event instanceof LeaseEvent.Issued issued && issued.kind().equals(BreakGlass.CREDENTIAL)) {
                count(byEvent, "admitted to a lane");
            }
            if (event instanceof LaneEvent.Reviewed reviewed) {
                count(byEvent, reviewed.accepted() ? "lane accepted" : "lane disputed");
            }
            if (event instanceof Event.LinkProposed link) {
                links.get().put(link.link(), link.what());
            }
            if (event instanceof Event.LinkAnswered link) {
                if (link.confirmed() && links.get().get(link.link()) instanceof Link.Unknown) {
                    count(byEvent, "stated what was unknown");
                }
                link.latent()
                        .forEach(finding ->
                                count(byCode, "latent " + finding.code().text()));
                link.voided().forEach(hold -> count(byCode, "latent hold"));
            }
        }
        if (scene.decision().events().stream()
                .anyMatch(event -> event instanceof Event.CallRepeated again
                        && !again.excepted().isEmpty())) {
            count(byEvent, "CallRepeated by exception");
        }
        if (scene.cue().command() instanceof Command.DecideCall call
                && !call.further().isEmpty()
                && scene.decision().events().stream().anyMatch(Event.CallHeld.class::isInstance)) {
            count(byEvent, "CallHeld with further arguments");
        }
        if (scene.decision().answer() instanceof Answer.Refused refused) {
            count(
                    byAnswer,
                    scene.cue().command().getClass().getSimpleName() + " "
                            + refused.code().text());
        }
        if ((scene.cue().command() instanceof Command.DecideCall || scene.cue().command() instanceof Command.Observe)
                && !scene.decision().events().isEmpty()
                && scene.decision().events().getLast() instanceof Event.CallDecided decided) {
            see(world, decided);
        }
    }

    private void outcome(Settlement settlement) {
        if (settlement instanceof Settlement.Existed existed) {
            count(byEvent, "existed");
            if (!existed.findings().isEmpty()) {
                count(byEvent, "existed with findings");
            }
            existed.findings()
                    .forEach(
                            finding -> count(byCode, "existed " + finding.code().text()));
        }
        if (settlement instanceof Settlement.Succeeded succeeded
                && !succeeded.undone().isEmpty()) {
            count(byEvent, "done in part");
            if (!succeeded.created().isEmpty()) {
                count(byEvent, "created in part");
            }
        }
        // No tool of the generated worlds creates objects of several types.
        if (settlement instanceof Settlement.Succeeded succeeded
                && succeeded.created().size() > 1) {
            count(byEvent, "created by elements");
        }
        if (settlement instanceof Settlement.Existed existed && existed.named().size() > 1) {
            count(byEvent, "existed by elements");
        }
        if (settlement instanceof Settlement.Unknown unknown && !unknown.named().isEmpty()) {
            count(byEvent, "unknown with names");
        }
    }

    private void see(World world, Event.CallDecided decided) {
        if (decided.actor().get(Attributes.OWNER) instanceof AttributeValue.Several) {
            count(byEvent, "several owners");
            if (decided.findings().stream()
                    .anyMatch(finding -> finding.attribute().equals(Optional.of(Attributes.OWNER)))) {
                count(byEvent, "several owners in conflict");
            }
        }
        List<Finding> findings = new ArrayList<>(decided.findings());
        if (decided instanceof Event.CallReserved reserved) {
            findings.addAll(reserved.excepted());
            if (!reserved.excepted().isEmpty()) {
                count(byEvent, "CallReserved by exception");
            }
            findings.addAll(reserved.waived());
            if (!reserved.waived().isEmpty()) {
                count(byEvent, "CallReserved by waiver");
            }
            if (reserved.continues().isPresent()) {
                count(byEvent, "CallReserved in the place of another");
                if (!reserved.excepted().isEmpty()) {
                    count(byEvent, "CallReserved in the place of another by exception");
                }
            }
        }
        if (decided instanceof Event.CallObserved && !findings.isEmpty()) {
            count(byEvent, "CallObserved with findings");
        }
        findings.forEach(finding -> count(byCode, finding.code().text()));
        for (Finding finding : findings) {
            finding.unknown()
                    .forEach(unknown -> count(
                            byCode,
                            "unknown of " + (unknown.call().isPresent() ? "a witness " : "the caller ")
                                    + finding.code().text()));
        }
        findings.stream()
                .filter(finding -> finding.code() == FindingCode.REJECTED && finding.outcome() == Outcome.HOLD)
                .forEach(finding -> count(byCode, "rejected hold"));
        if (!decided.facts().known().isEmpty()) {
            count(byEvent, decided.getClass().getSimpleName() + " of what is known");
        }
        findings.stream()
                .filter(finding ->
                        finding.key().filter(key -> KeyPair.isPair(key.kind())).isPresent())
                .forEach(finding -> {
                    count(byCode, "pair " + finding.code().text());
                    if (finding.key().filter(Wildcard::is).isPresent()) {
                        count(byCode, "every pair");
                    }
                });
        if (decided.facts().elements().size() > 1) {
            count(byEvent, decided.getClass().getSimpleName() + " of a list");
            findings.forEach(finding -> count(byCode, "list " + finding.code().text()));
            if (decided.facts().creates().stream().anyMatch(decided.facts()::eachCreates)) {
                count(byEvent, decided.getClass().getSimpleName() + " that creates by elements");
                findings.forEach(
                        finding -> count(byCode, "created " + finding.code().text()));
            }
        }
        decided.facts().provenance().stream()
                .flatMap(chosen -> chosen.values().stream())
                .filter(value -> value.contact().isPresent())
                .forEach(value -> count(byEvent, CONTACT));
        if (!decided.facts().mayExist().isEmpty()) {
            count(byEvent, decided.getClass().getSimpleName() + " that upserts");
        }
        if (!decided.facts().all().isEmpty()) {
            count(byEvent, decided.getClass().getSimpleName() + " of all");
            findings.forEach(finding -> count(byCode, "all " + finding.code().text()));
            if (decided instanceof Event.CallReserved) {
                ofAll.add(world.seed() + " " + decided.call());
            }
        } else {
            findings.stream()
                    .flatMap(finding -> finding.witnesses().stream())
                    .filter(witness -> ofAll.contains(world.seed() + " " + witness.call()))
                    .forEach(witness -> count(byCode, "witness of all"));
        }
        respellings.get().see(world, decided, what -> count(byEvent, what));
        for (Rule rule : world.bundle().rules()) {
            if (!applies(rule, decided.facts())) {
                continue;
            }
            if (rule instanceof Rule.Require require) {
                see(require, decided, findings);
            }
            Set<Outcome> outcomes = new HashSet<>();
            findings.stream()
                    .filter(finding -> finding.rule().equals(rule.id()))
                    .forEach(finding -> outcomes.add(finding.outcome()));
            if (rule instanceof Rule.Wall wall
                    && findings.stream()
                            .anyMatch(finding ->
                                    finding.rule().equals(rule.id()) && finding.code() == FindingCode.WALL_CROSSED)) {
                count(byRule, wallOf(wall) + " crossed");
            }
            for (Outcome outcome : outcomes) {
                count(byRule, kind(rule) + " " + outcome.name().toLowerCase(java.util.Locale.ROOT));
            }
            if (outcomes.isEmpty() && decided instanceof Event.CallReserved) {
                count(byRule, kind(rule) + " permit");
            }
        }
        for (Rule rule : world.bundle().rules()) {
            Closing.of(rule).ifPresent(closing -> see(rule, closing, decided, findings));
        }
    }

    /** The verdicts of requirements with a window, and of those for several doers at no level. */
    private void see(Rule.Require rule, Event.CallDecided decided, List<Finding> findings) {
        if (!decided.facts().marks().contains(rule.trigger())) {
            return;
        }
        boolean missing = findings.stream()
                .anyMatch(f -> f.rule().equals(rule.id()) && f.code() == FindingCode.REQUIREMENT_MISSING);
        boolean met = decided instanceof Event.CallReserved
                && findings.stream().noneMatch(f -> f.rule().equals(rule.id()));
        String verdict = missing ? " missing" : met ? " met" : " otherwise";
        if (!rule.done().isEmpty()) {
            count(byRule, "done" + verdict);
        }
        if (rule.done().stream().anyMatch(done -> done.withinMillis().isPresent())) {
            count(byRule, "done within" + verdict);
        }
        if (rule.done().stream()
                .anyMatch(done -> done.count() > 1 && done.independence().isEmpty())) {
            count(byRule, "several at no level" + verdict);
        }
    }

    /** What the option {@code until} of a rule said. */
    private void see(Rule rule, Closing closing, Event.CallDecided decided, List<Finding> findings) {
        List<Finding> own = findings.stream()
                .filter(finding -> finding.rule().equals(rule.id()) && CLOSING.contains(finding.code()))
                .toList();
        own.stream()
                .map(Finding::outcome)
                .distinct()
                .forEach(outcome -> count(byRule, "until " + outcome.name().toLowerCase(java.util.Locale.ROOT)));
        own.stream().map(Finding::code).distinct().forEach(code -> count(byRule, kind(rule) + " " + code.text()));
        if (own.isEmpty()
                && decided instanceof Event.CallReserved
                && decided.facts().marks().contains(closing.until())) {
            count(byRule, "until permit");
        }
    }

    private static boolean applies(Rule rule, CallFacts facts) {
        return switch (rule) {
            case Rule.Separate separate -> separate.entries().stream().anyMatch(facts::carriesAny);
            case Rule.Require require ->
                facts.marks().contains(require.trigger()) || facts.carriesAny(require.voidAfter());
            case Rule.Limit limit -> facts.marks().contains(limit.of());
            case Rule.Bind bind -> facts.carriesAny(bind.duties());
            case Rule.Forbid forbid -> facts.carriesAny(forbid.marks());
            case Rule.Flow flow -> facts.carriesAny(flow.marks());
            case Rule.FirstUse use -> facts.carriesAny(use.marks());
            case Rule.Unusual unusual -> facts.carriesAny(unusual.marks());
            case Rule.Order order -> facts.carriesAny(order.marks()) || facts.carriesAny(order.notSince());
            case Rule.Wall wall -> facts.carriesAny(wall.datasets().marks());
        };
    }

    private static String wallOf(Rule.Wall wall) {
        return switch (wall.datasets()) {
            case Rule.Datasets.Labels labels -> "labels";
            case Rule.Datasets.Objects objects -> objects.conflictClass().isPresent() ? "of class" : "of one";
        };
    }

    private static String kind(Rule rule) {
        return switch (rule) {
            case Rule.Separate separate -> "separate";
            case Rule.Require require -> "require";
            case Rule.Limit limit -> "limit";
            case Rule.Bind bind -> "bind";
            case Rule.Forbid forbid -> "forbid";
            case Rule.Flow flow -> "flow";
            case Rule.FirstUse use -> "first-use";
            case Rule.Unusual unusual -> "unusual";
            case Rule.Order order -> "order";
            case Rule.Wall wall -> "wall";
        };
    }

    private static void count(Map<String, LongAdder> counters, String name) {
        counters.computeIfAbsent(name, n -> new LongAdder()).increment();
    }

    long comparisons() {
        return comparisons.sum();
    }

    long of(String kind, String verdict) {
        return byRule.getOrDefault(kind + " " + verdict, new LongAdder()).sum();
    }

    /** How often a late link completed it, by the text of its code, or closed a {@code hold}. */
    long latent(String what) {
        return byCode.getOrDefault("latent " + what, new LongAdder()).sum();
    }

    long ofCode(String code) {
        return byCode.getOrDefault(code, new LongAdder()).sum();
    }

    long ofEvent(String event) {
        return byEvent.getOrDefault(event, new LongAdder()).sum();
    }

    String table() {
        StringBuilder table = new StringBuilder("comparisons: " + comparisons() + "\n");
        table.append(String.format("%-10s", "kind"));
        VERDICTS.forEach(verdict -> table.append(String.format("%12s", verdict)));
        for (String kind : KINDS) {
            table.append(String.format("%n%-10s", kind));
            VERDICTS.forEach(verdict -> table.append(String.format("%12d", of(kind, verdict))));
        }
        WALLS.forEach(wall -> table.append(String.format("%nwalls %s crossed: %d", wall, of(wall, "crossed"))));
        table.append(String.format("%n%-10s", "until"));
        VERDICTS.forEach(verdict -> table.append(String.format("%12d", of("until", verdict))));
        for (String kind : KINDS) {
            for (FindingCode code : CLOSING) {
                if (of(kind, code.text()) > 0) {
                    table.append(String.format("%n%s %s %d", kind, code.text(), of(kind, code.text())));
                }
            }
        }
        for (String what : List.of("done", "done within", "several at no level")) {
            table.append(String.format("%n%s met %d, missing %d", what, of(what, "met"), of(what, "missing")));
        }
        return table + "\n" + sorted(byCode) + "\n" + sorted(byEvent) + "\n" + sorted(byAnswer);
    }

    private static SortedMap<String, Long> sorted(Map<String, LongAdder> counters) {
        SortedMap<String, Long> sorted = new TreeMap<>();
        counters.forEach((name, counter) -> sorted.put(name, counter.sum()));
        return sorted;
    }
}
