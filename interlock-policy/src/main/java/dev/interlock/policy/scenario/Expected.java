package dev.interlock.policy.scenario;

import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.policy.yaml.Place;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The expectation of a step of a scenario. */
sealed interface Expected {

    Place place();

    /** The verdict on a call, or on its answer. */
    enum Verdict {
        PERMIT,
        HOLD,
        DENY,
        /** The call is permitted, and nobody gets the answer. */
        WITHHELD;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The verdict on a call and, if they are given, the parts of one finding that has all of them.
     *
     * @param witness names of the steps that the finding rests on, exactly these
     */
    record OfCall(
            Verdict verdict,
            Optional<FindingCode> code,
            Optional<String> rule,
            Optional<String> key,
            Optional<Set<String>> witness,
            Place place)
            implements Expected {

        boolean namesFinding() {
            return code.isPresent() || rule.isPresent() || key.isPresent() || witness.isPresent();
        }
    }

    /** The outcome of any other step: carried out, or refused with a code. */
    record OfRequest(Optional<RefusalCode> refusal, Place place) implements Expected {}
}
