package dev.interlock.policy.scenario;

import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.TextRenderer;
import java.util.List;

/**
 * The outcomes of the scenarios of a bundle.
 *
 * @param diagnostics the errors in the files, and the steps that came out differently; by position
 */
public record ScenarioReport(List<Outcome> outcomes, List<Diagnostic> diagnostics) {

    public ScenarioReport {
        outcomes = List.copyOf(outcomes);
        diagnostics = List.copyOf(diagnostics);
    }

    /**
     * The outcome of one scenario.
     *
     * @param line the line at which it begins
     * @param differences the steps that came out differently; empty as well if it was not played, because its file has mistakes
     * @param steps what was played, up to the first step that came out differently
     */
    public record Outcome(
            String file, String name, boolean passed, int line, List<Diagnostic> differences, List<PlayedStep> steps) {
        public Outcome {
            steps = List.copyOf(steps);
            differences = List.copyOf(differences);
        }
    }

    /** Returns whether there are no errors and every scenario passed. A bundle without scenarios passes. */
    public boolean passed() {
        return diagnostics.stream().noneMatch(Diagnostic::isError)
                && outcomes.stream().allMatch(Outcome::passed);
    }

    /** The report for people: one line for each scenario, the differences, and a last line that counts. */
    public String text(boolean colours) {
        StringBuilder out = new StringBuilder();
        for (Outcome outcome : outcomes) {
            out.append(outcome.passed() ? "ok    " : "FAIL  ")
                    .append(outcome.file())
                    .append(": ")
                    .append(outcome.name())
                    .append('\n');
        }
        if (!diagnostics.isEmpty()) {
            out.append('\n').append(new TextRenderer(colours).render(diagnostics));
        }
        long passed = outcomes.stream().filter(Outcome::passed).count();
        return out.append(passed + " of " + outcomes.size() + " scenarios passed\n")
                .toString();
    }
}
