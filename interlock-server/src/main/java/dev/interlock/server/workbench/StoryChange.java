package dev.interlock.server.workbench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Finding;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.scenario.PlayedStep;
import dev.interlock.policy.scenario.ScenarioReport;
import dev.interlock.policy.scenario.ScenarioSuite;
import dev.interlock.server.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The first step of a scenario that two bundles answer otherwise: the effect of a change, and no mistake of the scenario.
 *
 * @param step the place of the step in the scenario, from 0
 * @param before the step under the bundle that is compared with
 * @param played all steps that were played under that bundle
 * @param after the step under the changed bundle
 */
record StoryChange(int step, PlayedStep before, List<PlayedStep> played, PlayedStep after) {

    /** A scenario, as the files name it. */
    private record Named(String file, String name, int line) {
        static Named of(ScenarioReport.Outcome outcome) {
            return new Named(outcome.file(), outcome.name(), outcome.line());
        }
    }

    /** A decision as far as two of them are compared. */
    private record Decided(String verdict, Set<Finding> findings, String refused) {
        static Decided of(PlayedStep step) {
            return switch (step.answer()) {
                case Answer.Verdict verdict ->
                    new Decided(StoriesJson.verdict(step), Set.copyOf(StoriesJson.findings(verdict)), "");
                case Answer.Refused refused ->
                    new Decided("refused", Set.of(), refused.code().text());
                case Answer.Done done -> new Decided(StoriesJson.verdict(step), Set.of(), "");
            };
        }
    }

    /** Returns whether two bundles decided a step otherwise, or for other reasons. */
    static boolean differ(PlayedStep before, PlayedStep after) {
        return !Decided.of(before).equals(Decided.of(after));
    }

    /** The scenarios of the changed bundle, played under the one that is compared with. */
    static final class Base {

        private final StoriesJson json;
        private final Map<Named, List<PlayedStep>> played = new HashMap<>();

        /** @param files the files of the changed bundle, whose scenarios are played */
        Base(PolicyBundle.Compiled bundle, FileTree files) {
            this.json = new StoriesJson(bundle.engine());
            for (ScenarioReport.Outcome outcome :
                    ScenarioSuite.run(bundle, files).outcomes()) {
                played.put(Named.of(outcome), outcome.steps());
            }
        }

        /** The scenario came out otherwise than it does under this bundle, from this step on. */
        Optional<StoryChange> change(ScenarioReport.Outcome outcome) {
            List<PlayedStep> before = played.getOrDefault(Named.of(outcome), List.of());
            List<PlayedStep> after = outcome.steps();
            for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
                if (differ(before.get(i), after.get(i))) {
                    return Optional.of(new StoryChange(i, before.get(i), before, after.get(i)));
                }
            }
            return Optional.empty();
        }

        /** Returns whether the scenario could be played here: a file that names what this bundle does not have cannot. */
        boolean plays(ScenarioReport.Outcome outcome) {
            return outcome.steps().isEmpty()
                    || !played.getOrDefault(Named.of(outcome), List.of()).isEmpty();
        }

        /** The decision before beside the one after. */
        ObjectNode of(StoryChange change, StoriesJson changed, List<PlayedStep> later) {
            ObjectNode out = Json.object().put("step", change.step());
            out.set("before", json.of(change.before(), StoriesJson.calls(change.played())));
            out.set("after", changed.of(change.after(), StoriesJson.calls(later)));
            return out;
        }
    }
}
