package dev.interlock.ledger.note;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A C2SP signed note: a text and signatures of it. Parsing checks the form only; {@link #verify} the signatures.
 *
 * @param text the signed text; ends with a newline
 * @param signatures in the order of the note
 */
public record SignedNote(String text, List<Signature> signatures) {
    /** The most signature lines that are read. */
    public static final int MAX_SIGNATURES = 100;

    private static final int MAX_LENGTH = 1_000_000;
    private static final String LINE_START = "\u2014 ";

    /** Checks the text. */
    public SignedNote {
        signatures = List.copyOf(signatures);
        if (!text.endsWith("\n") || text.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw new IllegalArgumentException(
                    "a note's text must end with a newline and have no other control characters");
        }
    }

    /**
     * One signature line.
     *
     * @param name the name of the claimed signer
     * @param keyId the id of the key
     * @param bytes the signature without the key id
     */
    public record Signature(String name, int keyId, byte[] bytes) {
        /** Copies the bytes. */
        public Signature {
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        String line() {
            byte[] withId = ByteBuffer.allocate(4 + bytes.length)
                    .putInt(keyId)
                    .put(bytes)
                    .array();
            return LINE_START + name + " " + Base64.getEncoder().encodeToString(withId) + "\n";
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Signature that
                    && name.equals(that.name)
                    && keyId == that.keyId
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + keyId;
        }
    }

    /** The outcome of checking the signatures of a note by known keys. */
    public sealed interface Verification {
        /**
         * At least one known key signed, and none of the known keys' signatures is wrong.
         *
         * @param signers the known keys that signed; never empty
         */
        record Verified(Set<VerifierKey> signers) implements Verification {
            /** Copies the set. */
            public Verified {
                signers = Set.copyOf(signers);
            }
        }

        /**
         * No known key signed, or the signature of one is wrong.
         *
         * @param reason the reason in words, lower case
         */
        record Rejected(String reason) implements Verification {}
    }

    /** Signs a text. */
    public static SignedNote sign(String text, NoteSigner signer) {
        return new SignedNote(text, List.of()).cosign(signer);
    }

    /** This note with one more signature. */
    public SignedNote cosign(NoteSigner signer) {
        List<Signature> all = new ArrayList<>(signatures);
        VerifierKey key = signer.verifierKey();
        all.add(new Signature(key.name(), key.id(), signer.sign(text)));
        return new SignedNote(text, all);
    }

    /** Reads a note from its UTF-8 bytes. */
    public static SignedNote parse(byte[] note) throws NoteFormatException {
        if (note.length > MAX_LENGTH) {
            throw new NoteFormatException("a note of " + note.length + " bytes is too large");
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(note));
            return parse(text.toString());
        } catch (CharacterCodingException e) {
            throw new NoteFormatException("the note is not UTF-8");
        }
    }

    /** Reads a note. */
    public static SignedNote parse(String note) throws NoteFormatException {
        int split = note.lastIndexOf("\n\n");
        if (split < 0 || !note.endsWith("\n")) {
            throw new NoteFormatException(
                    "a note must have a text, an empty line and signature lines; the empty line is missing");
        }
        String text = note.substring(0, split + 1);
        if (note.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw new NoteFormatException("the note has a control character");
        }
        String rest = note.substring(split + 2);
        if (rest.isEmpty()) {
            throw new NoteFormatException("the note has no signature");
        }
        List<Signature> signatures = new ArrayList<>();
        for (String line : rest.substring(0, rest.length() - 1).split("\n", -1)) {
            if (signatures.size() == MAX_SIGNATURES) {
                throw new NoteFormatException("the note has more than " + MAX_SIGNATURES + " signatures");
            }
            signatures.add(signature(line));
        }
        return new SignedNote(text, signatures);
    }

    private static Signature signature(String line) throws NoteFormatException {
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !line.startsWith(LINE_START) || parts[1].isEmpty() || parts[1].contains("+")) {
            throw new NoteFormatException("`" + line + "` is not a signature line; expected a dash, a name and base64");
        }
        byte[] withId;
        try {
            withId = Base64.getDecoder().decode(parts[2]);
        } catch (IllegalArgumentException e) {
            throw new NoteFormatException("the signature in `" + line + "` is not base64");
        }
        // canonical base64 only, else a note could be changed without its signatures failing
        if (withId.length < 5 || !Base64.getEncoder().encodeToString(withId).equals(parts[2])) {
            throw new NoteFormatException("the signature in `" + line + "` is too short or not canonical base64");
        }
        int id = ByteBuffer.wrap(withId).getInt();
        return new Signature(parts[1], id, Arrays.copyOfRange(withId, 4, withId.length));
    }

    /** The note as text. */
    public String format() {
        StringBuilder note = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> note.append(signature.line()));
        return note.toString();
    }

    /** Checks the signatures of the keys in {@code known}. Signatures of others are ignored. */
    public Verification verify(Collection<VerifierKey> known) {
        Set<VerifierKey> signers = new LinkedHashSet<>();
        for (Signature signature : signatures) {
            for (VerifierKey key : known) {
                if (key.id() == signature.keyId() && key.name().equals(signature.name())) {
                    if (!key.verifies(text, signature.bytes())) {
                        return new Verification.Rejected("the signature of `" + key.name() + "` is wrong");
                    }
                    signers.add(key);
                }
            }
        }
        return signers.isEmpty()
                ? new Verification.Rejected("no known key signed the note; it is signed by " + names())
                : new Verification.Verified(signers);
    }

    private String names() {
        return signatures.isEmpty()
                ? "nobody"
                : String.join(
                        ", ", signatures.stream().map(s -> "`" + s.name() + "`").toList());
    }
}
