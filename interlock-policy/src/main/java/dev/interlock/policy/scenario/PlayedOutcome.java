package dev.interlock.policy.scenario;

import dev.interlock.engine.command.Inspection;
import dev.interlock.engine.event.Settlement;
import dev.interlock.policy.catalog.Answered;
import dev.interlock.policy.catalog.Created;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.yaml.Place;
import java.util.List;
import java.util.Optional;

/** The meaning of stated outcomes by the catalogue: their settlements, and the findings in answers. */
final class PlayedOutcome {

    private final PolicyBundle.Compiled bundle;

    PlayedOutcome(PolicyBundle.Compiled bundle) {
        this.bundle = bundle;
    }

    /** The settlement that is recorded for an outcome; empty for a call that stays in flight. */
    Optional<Settlement> settlement(Step.Call call, Step.Outcome outcome) {
        return switch (outcome) {
            case Step.Succeeded succeeded ->
                Optional.of(bundle.supposed(call.server(), call.tool(), call.arguments(), succeeded.result()));
            case Step.Failed failed -> Optional.of(new Settlement.Failed("scenario"));
            case Step.Unknown unknown -> Optional.of(new Settlement.Unknown("scenario"));
            case Step.InFlight inFlight -> Optional.empty();
        };
    }

    /** The difference if the result of the step does not name the objects that the call creates. */
    Optional<Difference> unnamed(Step.Call call, Step.Outcome outcome, Place place) {
        // A list that was done in part names fewer objects, so that an answer may settle the call though it seems to
        // name too few.
        boolean open = settlement(call, outcome)
                .filter(Settlement.Unknown.class::isInstance)
                .isPresent();
        if (open
                && outcome instanceof Step.Succeeded succeeded
                && bundle.catalog().created(call.server(), call.tool(), call.arguments(), succeeded.result(), null)
                        instanceof Created.Unnamed unnamed) {
            return Optional.of(new Difference(
                    place,
                    "the result does not name what the call creates: " + unnamed.reason(),
                    "give the step a `result`, or write `outcome: unknown`"));
        }
        return Optional.empty();
    }

    /** The findings in the answer; empty unless the catalogue has answers of the tool inspected. */
    Optional<Inspection> inspection(Step.Call call, Step.Outcome outcome) {
        if (!(outcome instanceof Step.Succeeded succeeded) || !bundle.catalog().inspects(call.server(), call.tool())) {
            return Optional.empty();
        }
        String text = succeeded.text().orElse("");
        boolean structured = !succeeded.result().isEmpty() || succeeded.text().isEmpty();
        var answered =
                Answered.ofTool(structured ? succeeded.result() : null, text, text, List.of(succeeded.result(), text));
        return Optional.of(bundle.catalog().inspect(call.server(), call.tool(), call.arguments(), answered));
    }
}
