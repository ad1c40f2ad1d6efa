package dev.interlock.ledger.note;

import dev.interlock.ledger.merkle.Hash;
import java.util.List;

/**
 * A tree head (C2SP tlog-checkpoint): the log's origin, its size, its root, and possibly further lines.
 *
 * @param origin the log's unique name
 * @param size the number of entries
 * @param root the root hash at that size
 * @param extensions further lines, none of them empty; discouraged by the format
 */
public record Checkpoint(String origin, long size, Hash root, List<String> extensions) {
    /** Checks the lines. */
    public Checkpoint {
        extensions = List.copyOf(extensions);
        if (origin.isEmpty() || origin.indexOf('\n') >= 0 || size < 0) {
            throw new IllegalArgumentException(
                    "a checkpoint must have an origin in one line and a size that is not negative");
        }
        if (extensions.stream().anyMatch(line -> line.isEmpty() || line.indexOf('\n') >= 0)) {
            throw new IllegalArgumentException("an extension must be one line that is not empty");
        }
    }

    /** A checkpoint without extensions. */
    public Checkpoint(String origin, long size, Hash root) {
        this(origin, size, root, List.of());
    }

    /** The text to sign. */
    public String text() {
        StringBuilder text =
                new StringBuilder(origin).append('\n').append(size).append('\n').append(root.toBase64());
        text.append('\n');
        extensions.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** Signs this checkpoint; the signer's name should be the origin. */
    public SignedNote sign(NoteSigner signer) {
        return SignedNote.sign(text(), signer);
    }

    /** Reads the text of a note. */
    public static Checkpoint parse(String text) throws NoteFormatException {
        if (!text.endsWith("\n")) {
            throw new NoteFormatException("the text of a checkpoint must end with a newline");
        }
        String[] lines = text.substring(0, text.length() - 1).split("\n", -1);
        if (lines.length < 3) {
            throw new NoteFormatException(
                    "a checkpoint must have three lines (origin, size, root), not " + lines.length);
        }
        for (String line : lines) {
            if (line.isEmpty()) {
                throw new NoteFormatException("a checkpoint must not have empty lines");
            }
        }
        if (!lines[1].matches("0|[1-9][0-9]{0,17}")) {
            throw new NoteFormatException("the size `" + lines[1] + "` is not a decimal number");
        }
        Hash root;
        try {
            root = Hash.fromBase64(lines[2]);
        } catch (IllegalArgumentException e) {
            throw new NoteFormatException("the root `" + lines[2] + "` is not 32 bytes in base64");
        }
        return new Checkpoint(
                lines[0], Long.parseLong(lines[1]), root, List.of(lines).subList(3, lines.length));
    }
}
