package dev.interlock.server.workbench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.scenario.PlayedStep;
import dev.interlock.policy.scenario.ScenarioReport;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.DiagnosticJson;
import dev.interlock.server.render.FindingWords;
import dev.interlock.server.render.Ids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Scenarios that were played, as JSON: each a story, step by step, with what the engine answered and why. */
final class StoriesJson {

    private static final int MOST_STORIES = 300;
    private static final int MOST_STEPS = 100;
    private static final int MOST_DIAGNOSTICS = 200;
    private static final int LONGEST = 400;

    private final FindingWords words;

    StoriesJson(Bundle bundle) {
        this.words = new FindingWords(bundle);
    }

    /** The whole of a report. */
    ObjectNode of(ScenarioReport report) {
        return of(report, Optional.empty());
    }

    /** The whole of a report, with the scenarios that come out otherwise than under a base. */
    ObjectNode of(ScenarioReport report, Optional<StoryChange.Base> base) {
        ObjectNode out = Json.object().put("passed", report.passed());
        long passed = report.outcomes().stream()
                .filter(ScenarioReport.Outcome::passed)
                .count();
        out.put("all", report.outcomes().size()).put("hold", passed);
        ArrayNode stories = out.putArray("stories");
        report.outcomes().stream().limit(MOST_STORIES).forEach(outcome -> {
            ObjectNode story = stories.addObject();
            story.setAll(of(outcome));
            base.flatMap(one -> one.change(outcome).map(change -> one.of(change, this, outcome.steps())))
                    .ifPresent(change -> story.set("change", change));
        });
        base.ifPresent(one -> putCounts(out, report, one));
        put(out, report.diagnostics());
        return out;
    }

    /** Puts how many scenarios come out otherwise than under a base, how many fail without that, and how many cannot be played there. */
    static void putCounts(ObjectNode out, ScenarioReport report, StoryChange.Base base) {
        List<ScenarioReport.Outcome> all = report.outcomes();
        out.put(
                        "changed",
                        all.stream().filter(one -> base.change(one).isPresent()).count())
                .put(
                        "failed",
                        all.stream()
                                .filter(one -> !one.passed() && base.change(one).isEmpty())
                                .count())
                .put("uncompared", all.stream().filter(one -> !base.plays(one)).count());
    }

    /** Puts diagnostics, of very many the first. */
    static void put(ObjectNode out, List<Diagnostic> diagnostics) {
        DiagnosticJson.put(
                out.putArray("diagnostics"), diagnostics.subList(0, Math.min(MOST_DIAGNOSTICS, diagnostics.size())));
        if (diagnostics.size() > MOST_DIAGNOSTICS) {
            out.put("diagnostics_all", diagnostics.size());
        }
    }

    private ObjectNode of(ScenarioReport.Outcome outcome) {
        ObjectNode story = Json.object()
                .put("file", outcome.file())
                .put("line", outcome.line())
                .put("name", cut(outcome.name()))
                .put("passed", outcome.passed());
        Set<String> rules = new TreeSet<>();
        Set<String> duties = new TreeSet<>();
        for (PlayedStep step : outcome.steps()) {
            duties.addAll(step.marks());
            if (step.answer() instanceof Answer.Verdict verdict) {
                findings(verdict).forEach(finding -> rules.add(finding.rule()));
            }
        }
        rules.remove("");
        if (!outcome.steps().isEmpty()) {
            story.put("verdict", verdict(outcome.steps().getLast()));
        }
        rules.forEach(story.putArray("rules")::add);
        duties.forEach(story.putArray("duties")::add);
        steps(story, outcome.steps());
        DiagnosticJson.put(story.putArray("differences"), outcome.differences());
        return story;
    }

    /** Puts the steps, with witnesses by the names that the steps gave to their calls. */
    void steps(ObjectNode out, List<PlayedStep> steps) {
        ArrayNode list = out.putArray("steps");
        Map<Long, PlayedStep> calls = calls(steps);
        steps.stream().limit(MOST_STEPS).forEach(step -> list.add(of(step, calls)));
        if (steps.size() > MOST_STEPS) {
            out.put("steps_all", steps.size());
        }
    }

    /** The steps that made calls, by the numbers of these. */
    static Map<Long, PlayedStep> calls(List<PlayedStep> steps) {
        Map<Long, PlayedStep> calls = new HashMap<>();
        for (PlayedStep step : steps) {
            if (step.answer() instanceof Answer.Verdict verdict) {
                calls.put(verdict.call(), step);
            }
        }
        return calls;
    }

    /**
     * A step with what came of it.
     *
     * @param calls the steps that made calls, by the numbers of these
     */
    ObjectNode of(PlayedStep step, Map<Long, PlayedStep> calls) {
        ObjectNode out = Json.object().put("line", step.line()).put("what", cut(step.what()));
        step.name().ifPresent(name -> out.put("name", name));
        out.put("verdict", verdict(step));
        if (step.answer() instanceof Answer.Refused refused) {
            out.put("code", refused.code().text()).put("text", cut(refused.message()));
        }
        if (step.answer() instanceof Answer.Verdict verdict) {
            out.put("call", Ids.call(verdict.call()));
            ArrayNode list = out.putArray("findings");
            findings(verdict).forEach(finding -> list.add(of(finding, calls)));
        }
        return out;
    }

    private ObjectNode of(Finding finding, Map<Long, PlayedStep> calls) {
        ObjectNode out = Json.object()
                .put("rule", finding.rule())
                .put("code", finding.code().text())
                .put("outcome", finding.outcome().name().toLowerCase(Locale.ROOT))
                .put("text", cut(words.reason(finding)));
        words.title(finding.rule()).ifPresent(title -> out.put("title", cut(title)));
        finding.key().ifPresent(key -> out.put("key", key.toString()));
        finding.attribute().ifPresent(attribute -> out.put("attribute", attribute));
        finding.need().ifPresent(need -> out.put("needs", FindingWords.need(need)));
        ArrayNode witnesses = out.putArray("witnesses");
        new TreeSet<>(finding.witnesses()).forEach(witness -> {
            ObjectNode one = witnesses.addObject().put("call", Ids.call(witness.call()));
            PlayedStep step = calls.get(witness.call());
            if (step != null) {
                step.name().ifPresent(name -> one.put("name", name));
                one.put("what", cut(step.what()));
            }
        });
        return out;
    }

    static List<Finding> findings(Answer.Verdict verdict) {
        if (verdict instanceof Answer.Permit permit && !permit.waived().isEmpty()) {
            var all = new ArrayList<>(permit.findings());
            all.addAll(permit.waived());
            return all;
        }
        return verdict.findings();
    }

    /** The verdict in a word, as scenarios write it. */
    static String verdict(PlayedStep step) {
        return step.withheld() ? "withheld" : verdict(step.answer());
    }

    static String verdict(Answer answer) {
        return switch (answer) {
            case Answer.Permit permit -> "permit";
            case Answer.Hold hold -> "hold";
            case Answer.Deny deny -> "deny";
            case Answer.Done done -> "done";
            case Answer.Refused refused -> "refused";
        };
    }

    static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
