package dev.interlock.engine.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of texts. */
public final class Sha256 {

    /** A digest of nothing yet. To copy it costs a tenth of looking for the provider of another one. */
    private static final MessageDigest EMPTY = find();

    private Sha256() {}

    public static byte[] of(String text) {
        return copy().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The digest as the record writes it: {@code sha-256:} and 64 hexadecimal digits. */
    public static String digest(String text) {
        return "sha-256:" + HexFormat.of().formatHex(of(text));
    }

    /** The text as a part of one line of a text that is to be digested: no text reads as another line. */
    public static String oneLine(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static MessageDigest copy() {
        try {
            return (MessageDigest) EMPTY.clone();
        } catch (CloneNotSupportedException e) {
            return find();
        }
    }

    private static MessageDigest find() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
