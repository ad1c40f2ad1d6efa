package dev.interlock.policy.scenario;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.plan.DeclaredPlan;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import java.util.List;
import java.util.Map;

/**
 * A plan file: a cast, and the steps that it is to carry out. A file with errors has nothing to be answered.
 *
 * @param diagnostics the errors in the file, by position
 */
public record PlanFile(List<PlanStep> steps, Map<Caller, Actor> cast, List<Diagnostic> diagnostics) {

    public PlanFile {
        steps = List.copyOf(steps);
        cast = Map.copyOf(cast);
        diagnostics = List.copyOf(diagnostics);
    }

    /** Reads a plan file under a bundle. */
    public static PlanFile read(PolicyBundle.Compiled bundle, String path, String text) {
        return new PlanReader(bundle).read(path, text);
    }

    public boolean sound() {
        return diagnostics.isEmpty();
    }

    /** The plan before anything is done. */
    public DeclaredPlan plan(PolicyBundle.Compiled bundle) {
        return DeclaredPlan.ahead(bundle.engine(), steps, cast);
    }
}
