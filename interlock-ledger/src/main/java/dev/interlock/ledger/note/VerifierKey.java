package dev.interlock.ledger.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;

/**
 * A named public key of the C2SP signed-note format ("vkey"): {@code name+hash+base64(type || key)}. Immutable.
 *
 * <p>Known types are Ed25519 over the note ({@link Type#ED25519}) and the Ed25519 cosignature of a witness
 * ({@link Type#COSIGNATURE}).
 */
public final class VerifierKey {
    /** The type of a key: the message that it signs, and the algorithm. */
    public enum Type {
        /** Ed25519 over the text of the note. */
        ED25519(0x01),
        /** Ed25519 over {@code cosignature/v1}, a time and the text of a checkpoint (C2SP tlog-cosignature). */
        COSIGNATURE(0x04);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        static Type of(int code) throws NoteFormatException {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            throw new NoteFormatException(
                    "unknown signature type " + code + "; known are 1 (Ed25519) and 4 (cosignature)");
        }
    }

    private final String name;
    private final Type type;
    private final byte[] raw;
    private final int id;
    private final PublicKey key;

    private VerifierKey(String name, Type type, byte[] raw) throws NoteFormatException {
        this.name = checkedName(name);
        this.type = type;
        this.raw = raw.clone();
        this.id = idOf(name, type, raw);
        this.key = Ed25519.publicKey(raw);
    }

    /** A key by its parts; {@code raw} is the 32-byte public key. */
    public static VerifierKey of(String name, Type type, byte[] raw) throws NoteFormatException {
        return new VerifierKey(name, type, raw);
    }

    /** Reads the text form; surrounding white space is allowed. */
    public static VerifierKey parse(String vkey) throws NoteFormatException {
        String text = vkey.strip();
        String[] parts = text.split("\\+", 3); // base64 may hold `+`, names and hashes may not
        if (parts.length != 3) {
            throw new NoteFormatException("`" + text + "` is not a verifier key; expected `name+hash+key`");
        }
        byte[] typed;
        try {
            typed = Base64.getDecoder().decode(parts[2]);
        } catch (IllegalArgumentException e) {
            throw new NoteFormatException("the key of `" + text + "` is not base64");
        }
        if (typed.length < 1) {
            throw new NoteFormatException("the key of `" + text + "` is empty");
        }
        VerifierKey key = of(parts[0], Type.of(typed[0]), Arrays.copyOfRange(typed, 1, typed.length));
        if (!key.hexId().equals(parts[1])) {
            throw new NoteFormatException(
                    "the hash of `" + text + "` is `" + parts[1] + "`, but its key hashes to `" + key.hexId() + "`");
        }
        return key;
    }

    /** The text form. */
    public String format() {
        byte[] typed = new byte[raw.length + 1];
        typed[0] = (byte) type.code;
        System.arraycopy(raw, 0, typed, 1, raw.length);
        return name + "+" + hexId() + "+" + Base64.getEncoder().encodeToString(typed);
    }

    /** The name of the signer; for a log its origin. */
    public String name() {
        return name;
    }

    /** The key's type. */
    public Type type() {
        return type;
    }

    /** The first four bytes of {@code SHA-256(name || 0x0A || type || key)}, big-endian. */
    public int id() {
        return id;
    }

    /** The bytes of the public key. */
    public byte[] publicKey() {
        return raw.clone();
    }

    /** The id in eight hex digits. */
    public String hexId() {
        return String.format(Locale.ROOT, "%08x", id);
    }

    /** Returns whether {@code signature}, without the key id, is this key's over the note's text. */
    boolean verifies(String text, byte[] signature) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        return switch (type) {
            case ED25519 -> Ed25519.verifies(key, body, signature);
            case COSIGNATURE -> {
                if (signature.length != 8 + Ed25519.SIGNATURE_LENGTH) {
                    yield false;
                }
                long time = ByteBuffer.wrap(signature).getLong();
                byte[] bare = Arrays.copyOfRange(signature, 8, signature.length);
                yield time >= 0 && Ed25519.verifies(key, cosigned(time, text), bare);
            }
        };
    }

    /** The message that a witness signs at {@code time}, in seconds since 1970. */
    static byte[] cosigned(long time, String text) {
        return ("cosignature/v1\ntime " + time + "\n" + text).getBytes(StandardCharsets.UTF_8);
    }

    private static String checkedName(String name) throws NoteFormatException {
        if (name.isEmpty()
                || name.indexOf('+') >= 0
                || name.chars().anyMatch(c -> c <= ' ' || Character.isWhitespace(c))) {
            throw new NoteFormatException(
                    "the key name `" + name + "` must be non-empty and must not contain spaces or `+`");
        }
        return name;
    }

    private static int idOf(String name, Type type, byte[] raw) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(name.getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) '\n');
            sha256.update((byte) type.code);
            return ByteBuffer.wrap(sha256.digest(raw)).getInt();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey that
                && name.equals(that.name)
                && type == that.type
                && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, id);
    }

    @Override
    public String toString() {
        return format();
    }
}
