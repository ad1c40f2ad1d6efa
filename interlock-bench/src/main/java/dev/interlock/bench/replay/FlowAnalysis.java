package dev.interlock.bench.replay;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.ValueProvenance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The commonest reasons for which ordinary work is held, and for which attacks are missed: tables in Markdown. */
final class FlowAnalysis {

    private static final int MOST = 20;
    private static final int LONGEST = 160;

    private final Corpus corpus;
    private final AnswerKey key;

    /** A reason that some runs have in common. */
    private static final class Reason {

        final String text;
        final String example;
        final String remedy;
        final Set<String> runs = new TreeSet<>();
        final Map<String, Integer> tasks = new TreeMap<>();

        Reason(String text, String example, String remedy) {
            this.text = text;
            this.example = example;
            this.remedy = remedy;
        }
    }

    FlowAnalysis(Corpus corpus, AnswerKey key) {
        this.corpus = corpus;
        this.key = key;
    }

    String text(FlowTier tier, List<AttackForm> forms) throws IOException {
        return "Ordinary work that is held, by the first call that is:\n\n" + table("user tasks", holds(tier))
                + "\nAttacks that are missed, by form and the first call that carries the attack out:\n\n"
                + table("attacker's goals", misses(tier, forms));
    }

    private Collection<Reason> holds(FlowTier tier) throws IOException {
        Map<String, Reason> reasons = new HashMap<>();
        FlowRuns runs = FlowBench.runs(corpus, corpus, key, tier);
        for (Corpus.Run run : corpus.runs()) {
            if (!key.of(run).attacked()) {
                runs.decide(run).stream()
                        .filter(FlowRuns.Decided::stopped)
                        .findFirst()
                        .ifPresent(first ->
                                add(reasons, run, first, why(first), key.of(run).userTask()));
            }
        }
        return reasons.values();
    }

    private Collection<Reason> misses(FlowTier tier, List<AttackForm> forms) throws IOException {
        Map<String, Reason> reasons = new HashMap<>();
        var attacks = new AdaptiveAttacks(corpus, key, FlowBench.bundle(tier).catalog());
        for (AttackForm form : forms) {
            for (String variant : form.variants()) {
                Corpus rewritten = attacks.in(form, variant);
                FlowRuns runs = FlowBench.runs(rewritten, corpus, key, tier);
                for (Corpus.Run run : rewritten.runs()) {
                    miss(reasons, run, runs.decide(run), form);
                }
            }
        }
        return reasons.values();
    }

    private void miss(Map<String, Reason> reasons, Corpus.Run run, List<FlowRuns.Decided> decided, AttackForm form) {
        Set<Integer> stops = key.of(run).stops();
        List<FlowRuns.Decided> acts = decided.stream()
                .filter(each -> stops.contains(each.call().seq()))
                .toList();
        if (!acts.isEmpty() && acts.stream().noneMatch(FlowRuns.Decided::stopped)) {
            add(
                    reasons,
                    run,
                    acts.getFirst(),
                    form.text + "; "
                            + acts.getFirst().chosen().map(FlowAnalysis::passed).orElse("no rule is about it"),
                    key.of(run).injectionTask());
        }
    }

    private static void add(
            Map<String, Reason> reasons, Corpus.Run run, FlowRuns.Decided decided, String why, String task) {
        String text = run.suite() + ", `" + decided.call().tool() + "`: " + why;
        Reason reason = reasons.computeIfAbsent(text, t -> {
            String example = "\"" + cut(run.prompt()) + "\"; `"
                    + cut(decided.call().args().toString()) + "`";
            return new Reason(t, example, decided.stopped() ? mendsHold(why) : mendsMiss(why));
        });
        reason.runs.add(run.id());
        reason.tasks.merge(task.replaceAll("\\D+", ""), 1, Integer::sum);
    }

    private static String why(FlowRuns.Decided decided) {
        return decided.verdict().findings().stream()
                .map(FlowAnalysis::why)
                .distinct()
                .sorted()
                .collect(Collectors.joining("; "));
    }

    private static String why(Finding finding) {
        return finding.code().text() + (finding.detail().isEmpty() ? "" : " (" + finding.detail() + ")");
    }

    /** Returns the reasons that let a call pass. */
    private static String passed(Provenance chosen) {
        List<String> parts = new ArrayList<>();
        parts.add("asked " + chosen.asked().text());
        for (ValueProvenance value : chosen.values()) {
            if (value.role() == ArgumentRole.DESTINATION || value.role() == ArgumentRole.BODY) {
                parts.add(value.path() + " from "
                        + value.origins().stream()
                                .map(origin -> origin.text())
                                .sorted()
                                .collect(Collectors.joining(", ")));
            }
        }
        return chosen.labels().isEmpty()
                ? "nothing untrusted was read"
                : parts.stream().distinct().collect(Collectors.joining("; "));
    }

    private static String mendsHold(String why) {
        if (why.contains(FindingCode.VALUE_REQUESTED.text())) {
            return "a trusted tool or directory that contains the value, read instead of the text that makes the request";
        }
        if (why.contains(FindingCode.VALUE_UNTRUSTED.text())) {
            return "stating the value in the instruction, or assigning a role to the field that contains it";
        }
        if (why.contains(FindingCode.ACT_NOT_ASKED.text())) {
            return "an instruction that names the act; nothing, if the agent did more than it was asked to do";
        }
        return why.contains(FindingCode.FIRST_USE.text()) ? "one approval: the destination is known from then on" : "";
    }

    private static String mendsMiss(String why) {
        if (why.contains("from " + Origin.FIELD.text())) {
            return "do not assign the role `plain` or `directory` to fields that outsiders can fill; use `first-use`";
        }
        if (why.contains("from " + Origin.LINK.text())) {
            return "`first-use` for hosts, or the tier `strict`";
        }
        return "a rule about the object or the body: the user asked for the act and named the destination";
    }

    private static String cut(String text) {
        String line = text.replaceAll("\\s+", " ").replace('|', '/').replace('`', '\'');
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }

    private static String table(String tasks, Collection<Reason> all) {
        List<Reason> sorted = new ArrayList<>(all);
        sorted.sort(
                Comparator.comparingInt((Reason reason) -> -reason.runs.size()).thenComparing(reason -> reason.text));
        int runs = all.stream().mapToInt(reason -> reason.runs.size()).sum();
        var table = new StringBuilder(
                "| runs | reason | " + tasks + " | example | what would avoid it |\n|---|---|---|---|---|\n");
        for (Reason reason : sorted.subList(0, Math.min(MOST, sorted.size()))) {
            table.append("| ")
                    .append(reason.runs.size())
                    .append(" | ")
                    .append(reason.text)
                    .append(" | ")
                    .append(tasks(reason))
                    .append(" | ")
                    .append(reason.example)
                    .append(" | ")
                    .append(reason.remedy)
                    .append(" |\n");
        }
        return table.append("\nThere are ")
                .append(sorted.size())
                .append(" reasons, and ")
                .append(runs)
                .append(" runs.\n")
                .toString();
    }

    private static String tasks(Reason reason) {
        return reason.tasks.entrySet().stream()
                .sorted(Collections.reverseOrder(Map.Entry.comparingByValue()))
                .limit(6)
                .map(task -> task.getKey() + " (" + task.getValue() + ")")
                .collect(Collectors.joining(", "));
    }
}
