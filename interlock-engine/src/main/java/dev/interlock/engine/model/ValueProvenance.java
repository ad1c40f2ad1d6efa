package dev.interlock.engine.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The provenance of one value of a call: who can have chosen it.
 *
 * @param path place of the value in the call ({@code args.recipient})
 * @param role what the value is to the act
 * @param origins every reason for which it counts as chosen by somebody who may; unordered
 * @param request whether content that the task read asks for this act on this value
 * @param source where untrusted content has the value, for the people who decide; the request if there is one
 */
public record ValueProvenance(
        String path, ArgumentRole role, Set<Origin> origins, Request request, Optional<ContentSource> source) {

    /** Whether untrusted content asks for an act on a value. */
    public enum Request {
        NONE("none"),
        /** Only records to which the instruction hands the choice ask for it. */
        DELEGATED("delegated"),
        MADE("made");

        private final String text;

        Request(String text) {
            this.text = text;
        }

        /** The name in the record. */
        public String text() {
            return text;
        }
    }

    public ValueProvenance {
        origins = origins.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(origins));
    }

    /** Returns whether one of these origins vouches for the value. */
    public boolean vouchedFor(Set<Origin> accepted) {
        return origins.stream().anyMatch(accepted::contains);
    }

    /** This value, of which the place in what was read has these words. */
    public ValueProvenance in(ContentSource words) {
        return new ValueProvenance(
                path,
                role,
                origins,
                request,
                source.map(at -> new ContentSource(at.call(), words.field(), at.offset(), words.quotation())));
    }
}
