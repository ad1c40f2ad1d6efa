package dev.interlock.engine.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The provenance of one value of a call: who can have chosen it.
 *
 * @param path place of the value in the call ({@code args.recipient})
 * @param role what the value is to the act
 * @param origins every reason for which it counts as chosen by somebody who may; unordered
 * @param request whether content that the task read asks for this act on this value
 * @param source where untrusted content has the value, for the people who decide; the request if there is one
 * @param text the value itself, at most {@value ContentSource#LONGEST} characters of it; only of one that is {@linkplain #doubtful
 *     doubtful}, and empty where it holds a secret
 * @param also sequence numbers of other calls that returned the value, ascending and at most {@value #MOST_ALSO}; only of one that is
 *     doubtful
 * @param approved sequence number of the call with this value that somebody independent approved; only with the origin {@link
 *     Origin#APPROVED}
 * @param contact sequence number of the call that registered the value as a contact; only with the origin {@link Origin#CONTACT}
 */
public record ValueProvenance(
        String path,
        ArgumentRole role,
        Set<Origin> origins,
        Request request,
        Optional<ContentSource> source,
        String text,
        List<Long> also,
        OptionalLong approved,
        OptionalLong contact) {

    /** The most other calls that are named. */
    public static final int MOST_ALSO = 8;

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

    /** The facts that rules read, without those for people. */
    public ValueProvenance(
            String path, ArgumentRole role, Set<Origin> origins, Request request, Optional<ContentSource> source) {
        this(path, role, origins, request, source, "", List.of(), OptionalLong.empty(), OptionalLong.empty());
    }

    public ValueProvenance {
        also = List.copyOf(also);
        origins = origins.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(origins));
    }

    /** Returns whether one of these origins vouches for the value. */
    public boolean vouchedFor(Set<Origin> accepted) {
        return origins.stream().anyMatch(accepted::contains);
    }

    /** Returns whether a rule may stop a call for the value: no one vouches for it, or content asks for it. */
    public boolean doubtful() {
        return origins.isEmpty() || request != Request.NONE;
    }

    /** This value, of which the place in what was read has these words. */
    public ValueProvenance in(ContentSource words) {
        Optional<ContentSource> place =
                source.map(at -> new ContentSource(at.call(), words.field(), at.offset(), words.quotation()));
        return new ValueProvenance(path, role, origins, request, place, text, also, approved, contact);
    }

    /** This value, with its text. */
    public ValueProvenance saying(String words) {
        return new ValueProvenance(path, role, origins, request, source, words, also, approved, contact);
    }
}
