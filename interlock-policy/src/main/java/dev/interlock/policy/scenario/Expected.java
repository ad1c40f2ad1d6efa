package dev.interlock.policy.scenario;

import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.policy.yaml.Place;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a step of a scenario expects. */
sealed interface Expected {

    Place place();

    /** What can become of a call. */
    enum Verdict {
        PERMIT,
        HOLD,
        DENY,
        /** Permitted, and nobody gets the answer. */
        WITHHELD;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A verdict on a call and, where they are given, one finding that has all of the rest.
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

    /** Anything else: carried out, or refused with a code. */
    record OfRequest(Optional<RefusalCode> refusal, Place place) implements Expected {}
}
