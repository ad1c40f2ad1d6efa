package dev.interlock.ledger.commitment;

import java.nio.charset.StandardCharsets;

/**
 * The name of a party, and the pseudonym under which the leaves of one ledger hold it. One name has one pseudonym, so that what was done
 * under a name can be told from what was done under another also when the names are gone.
 *
 * @param pseudonym the commitment to the name
 * @param opening the salt, and the name in UTF-8
 */
public record PartyName(String pseudonym, Opening opening) {

    /** A name that gets its pseudonym by this salt. */
    public static PartyName of(String name, byte[] salt) {
        var opening = new Opening(salt, name.getBytes(StandardCharsets.UTF_8));
        return new PartyName(Commitment.NAME.to(opening), opening);
    }

    /** The name itself. */
    public String text() {
        return new String(opening.value(), StandardCharsets.UTF_8);
    }

    /** Returns whether the pseudonym is that of the name: if not, one of the two was changed, or the salt. */
    public boolean fits() {
        return Commitment.NAME.to(opening).equals(pseudonym);
    }
}
