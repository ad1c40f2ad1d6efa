package dev.interlock.ledger.note;

import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.function.LongSupplier;

/** Signs with an Ed25519 private key. */
public final class Ed25519Signer implements NoteSigner {
    private final PrivateKey secret;
    private final VerifierKey verifierKey;

    /** The clock in seconds since 1970, only for {@link VerifierKey.Type#COSIGNATURE}. */
    private final LongSupplier seconds;

    private Ed25519Signer(PrivateKey secret, VerifierKey verifierKey, LongSupplier seconds) {
        this.secret = secret;
        this.verifierKey = verifierKey;
        this.seconds = seconds;
    }

    /** A new key for the log or signer {@code name}. */
    public static Ed25519Signer generate(String name, SecureRandom random) throws NoteFormatException {
        return of(name, VerifierKey.Type.ED25519, pair(random), () -> 0);
    }

    /** A new key for the witness {@code name}, which cosigns checkpoints with the time of {@code seconds}. */
    public static Ed25519Signer generateWitness(String name, SecureRandom random, LongSupplier seconds)
            throws NoteFormatException {
        return of(name, VerifierKey.Type.COSIGNATURE, pair(random), seconds);
    }

    /** A key that was kept as {@link #secretKeyBytes}. */
    public static Ed25519Signer fromSecretKeyBytes(String name, byte[] pkcs8) throws NoteFormatException {
        PrivateKey secret;
        try {
            secret = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new NoteFormatException("not an Ed25519 private key in PKCS#8"); // no cause: it may quote the key
        }
        byte[] seed = ((EdECPrivateKey) secret)
                .getBytes()
                .orElseThrow(() -> new NoteFormatException("the private key cannot be read by its provider"));
        return of(name, VerifierKey.Type.ED25519, pair(new Seed(seed)), () -> 0);
    }

    private static Ed25519Signer of(String name, VerifierKey.Type type, KeyPair pair, LongSupplier seconds)
            throws NoteFormatException {
        return new Ed25519Signer(
                pair.getPrivate(), VerifierKey.of(name, type, Ed25519.rawKey(pair.getPublic())), seconds);
    }

    private static KeyPair pair(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform since 15 has Ed25519", e);
        }
    }

    @Override
    public VerifierKey verifierKey() {
        return verifierKey;
    }

    @Override
    public byte[] sign(String text) {
        return switch (verifierKey.type()) {
            case ED25519 -> Ed25519.sign(secret, text.getBytes(StandardCharsets.UTF_8));
            case COSIGNATURE -> {
                long time = seconds.getAsLong();
                byte[] signature = Ed25519.sign(secret, VerifierKey.cosigned(time, text));
                yield ByteBuffer.allocate(8 + signature.length)
                        .putLong(time)
                        .put(signature)
                        .array();
            }
        };
    }

    /** The private key in PKCS#8, for the one place that keeps it. */
    public byte[] secretKeyBytes() {
        return secret.getEncoded();
    }

    @Override
    public String toString() {
        return "signer of " + verifierKey.name();
    }

    // The platform derives a public key only while it makes a pair; an Ed25519 key is its seed, so making the pair from
    // the same seed gives the same pair.
    private static final class Seed extends SecureRandom {
        @Serial
        private static final long serialVersionUID = 1L;

        private final byte[] seed;

        Seed(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length != seed.length) {
                throw new IllegalStateException("an Ed25519 seed has " + seed.length + " bytes");
            }
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
