package dev.interlock.server.identity.passkey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;

/**
 * Checks what authenticators answer (Web Authentication Level 3, sections 7.1 and 7.2), with the verification of the person required. No
 * attestation is asked for: which make an authenticator is of says nothing about who holds it. Thread-safe.
 */
public final class PasskeyCheck {

    private static final int HASH = 32;
    private static final int HEAD = HASH + 1 + 4;
    /** The bytes that tell the make of an authenticator, before the length of the id of the passkey that it made. */
    private static final int MAKE = 16;

    private static final int PRESENT = 0x01;
    private static final int VERIFIED = 0x04;
    private static final int WITH_CREDENTIAL = 0x40;
    private static final JsonReader READER =
            new JsonReader(JsonLimits.requests().withMaxBytes(4 << 10).withMaxDepth(4));

    private final PasskeyChallenges challenges;

    public PasskeyCheck(PasskeyChallenges challenges) {
        this.challenges = challenges;
    }

    /**
     * Checks the answer to a challenge, which is used up whatever comes of it.
     *
     * @param type {@code webauthn.create} or {@code webauthn.get}
     */
    private Answered answered(
            Signed signed, String type, RelyingParty site, String person, String purpose, long nowMillis)
            throws PasskeyProblem {
        if (!(READER.read(signed.client()) instanceof JsonReader.Outcome.Value(JsonNode tree))
                || !(tree instanceof ObjectNode client)) {
            throw new PasskeyProblem("the browser's client data is not a JSON object");
        }
        if (!challenges.use(client.path("challenge").asText(), person, purpose, nowMillis)) {
            throw new PasskeyProblem(
                    "the challenge is a different one, has already been used, or is older than two minutes");
        }
        if (!client.path("type").asText().equals(type)
                || !client.path("origin").asText().equals(site.origin())
                || client.path("crossOrigin").asBoolean()) {
            throw new PasskeyProblem("the answer is not for a page of " + site.origin());
        }
        if (signed.authenticator().length < HEAD) {
            throw new PasskeyProblem("the authenticator's answer is too short");
        }
        ByteBuffer data = ByteBuffer.wrap(signed.authenticator());
        byte[] hash = new byte[HASH];
        data.get(hash);
        int flags = data.get();
        long uses = Integer.toUnsignedLong(data.getInt());
        if (!MessageDigest.isEqual(hash, sha256(site.id().getBytes(StandardCharsets.UTF_8)))) {
            throw new PasskeyProblem("the answer is not for the site " + site.id());
        }
        if ((flags & PRESENT) == 0 || (flags & VERIFIED) == 0) {
            throw new PasskeyProblem(
                    "the authenticator did not verify the person: it must ask for a fingerprint, a face or a PIN");
        }
        return new Answered(flags, uses);
    }

    private record Answered(int flags, long uses) {}

    /**
     * Checks the answer by which a passkey is registered.
     *
     * @param credential the id by which browsers know it
     * @return how often the authenticator counted that it was used
     */
    public long registered(byte[] credential, Signed signed, RelyingParty site, String person, long nowMillis)
            throws PasskeyProblem {
        Answered answered = answered(signed, "webauthn.create", site, person, PasskeyChallenges.REGISTER, nowMillis);
        if ((answered.flags() & WITH_CREDENTIAL) == 0 || !made(credential, signed.authenticator())) {
            throw new PasskeyProblem("the authenticator did not create a passkey with this id");
        }
        return answered.uses();
    }

    /** Returns whether the data of an authenticator (section 6.5.1) tell of a new passkey of this id. */
    private static boolean made(byte[] credential, byte[] authenticator) {
        int start = HEAD + MAKE + 2;
        if (authenticator.length < start + credential.length) {
            return false;
        }
        int length = Short.toUnsignedInt(ByteBuffer.wrap(authenticator).getShort(HEAD + MAKE));
        return length == credential.length
                && Arrays.equals(authenticator, start, start + length, credential, 0, length);
    }

    /**
     * Checks that a passkey was used.
     *
     * @param purpose for which the challenge was made
     * @return how often the authenticator counted that it was used
     */
    public long used(
            Passkey passkey,
            Signed signed,
            byte[] signature,
            RelyingParty site,
            String person,
            String purpose,
            long nowMillis)
            throws PasskeyProblem {
        Answered answered = answered(signed, "webauthn.get", site, person, purpose, nowMillis);
        if (!isSigned(PublicKeys.read(passkey.key()), signed, signature)) {
            throw new PasskeyProblem("the signature is not from this passkey");
        }
        if ((answered.uses() != 0 || passkey.uses() != 0) && answered.uses() <= passkey.uses()) {
            throw new PasskeyProblem(
                    "the passkey counts fewer uses than before, so it may have been copied: remove it and register"
                            + " another one");
        }
        return answered.uses();
    }

    private static boolean isSigned(PublicKey key, Signed signed, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(PublicKeys.signature(key));
            verifier.initVerify(key);
            verifier.update(signed.authenticator());
            verifier.update(sha256(signed.client()));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // what is malformed is no signature
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
