package dev.interlock.engine.codec;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The commitments of a ledger, asked for while a record is written: what takes the place of everything that may have to be forgotten one
 * day. What they hide is kept beside the leaf, as {@link Openings} give it back.
 */
public interface Commitments {

    /**
     * Commits to what a record may forget, all of it together.
     *
     * @param forgettable the fields, in the records in which they would stand
     * @return the commitment, which cannot be told from that of anything else
     */
    String to(Map<String, @Nullable Object> forgettable);

    /** The pseudonym of a name: the same for each record of one ledger, so that who did two things can be compared without names. */
    String pseudonym(String name);
}
