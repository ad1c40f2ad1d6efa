package dev.interlock.ledger.commitment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * The kinds of commitments. A commitment is the SHA-256 of the name of its kind, the salt and the value, in base64url without padding: a
 * leaf that holds it cannot be said to hold another value, and without the salt nobody can confirm a guess of the value with it.
 * The leaf of an entry holds its commitment in the member {@code commitment}. Safe for many threads.
 */
public final class Commitment {
    /** Commits an entry to what it may forget, as one. */
    public static final Commitment ENTRY = new Commitment("interlock/commitment/entry/v1\n");

    /** Commits a ledger to a name of a party: the pseudonym under which its leaves hold the name. */
    public static final Commitment NAME = new Commitment("interlock/commitment/name/v1\n");

    /** The number of characters of a commitment. */
    public static final int LENGTH = 43;

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** Copied for each commitment, and never changed. */
    private final MessageDigest begun;

    private Commitment(String kind) {
        try {
            begun = MessageDigest.getInstance("SHA-256");
            begun.update(kind.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The commitment that an opening opens. */
    public String to(Opening opening) {
        MessageDigest digest = begun();
        digest.update(opening.salt());
        return BASE64.encodeToString(digest.digest(opening.value()));
    }

    /** The commitment in a leaf, which is canonical JSON; empty if it has none, or is something else. */
    public static Optional<String> in(byte[] leaf) {
        return new MemberScan(leaf).text("commitment");
    }

    private MessageDigest begun() {
        try {
            return (MessageDigest) begun.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 can be copied", e);
        }
    }
}
