package dev.interlock.ledger.note;

import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.merkle.ProofResult;
import dev.interlock.ledger.merkle.ProofVerifier;
import dev.interlock.ledger.merkle.TreeHasher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Offline evidence in one file (C2SP tlog-proof v1): that a leaf is in a log. The usual file name ends in
 * {@code .tlog-proof}.
 *
 * @param extra opaque bytes of the application, not covered by the proof
 * @param index the leaf's index
 * @param path the inclusion proof
 * @param checkpoint the signed tree head
 */
public record TlogProof(Optional<byte[]> extra, long index, List<Hash> path, SignedNote checkpoint) {
    private static final String HEADER = "c2sp.org/tlog-proof@v1";
    private static final int MAX_PATH = 63;

    /** Copies the list. */
    public TlogProof {
        path = List.copyOf(path);
    }

    /** The outcome of checking a proof for a leaf. */
    public sealed interface Evidence {
        /**
         * The leaf is in the log.
         *
         * @param checkpoint the tree head that the known keys signed
         * @param index the leaf's index
         */
        record Included(Checkpoint checkpoint, long index) implements Evidence {}

        /**
         * The proof does not show that the leaf is in the log.
         *
         * @param reason the reason in words, lower case
         */
        record Refuted(String reason) implements Evidence {}
    }

    /** The file's text. */
    public String format() {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        extra.ifPresent(bytes -> text.append("extra ")
                .append(Base64.getEncoder().encodeToString(bytes))
                .append('\n'));
        text.append("index ").append(index).append('\n');
        path.forEach(hash -> text.append(hash.toBase64()).append('\n'));
        return text.append('\n').append(checkpoint.format()).toString();
    }

    /** Reads a file's text. */
    public static TlogProof parse(String text) throws NoteFormatException {
        int split = text.indexOf("\n\n");
        if (split < 0) {
            throw new NoteFormatException("a proof must have an empty line before its checkpoint");
        }
        List<String> lines = List.of(text.substring(0, split).split("\n", -1));
        int at = 0;
        if (!lines.getFirst().equals(HEADER)) {
            throw new NoteFormatException("line 1 is `" + lines.getFirst() + "`, expected `" + HEADER + "`");
        }
        at++;
        Optional<byte[]> extra = Optional.empty();
        if (at < lines.size() && lines.get(at).startsWith("extra ")) {
            String base64 = lines.get(at++).substring("extra ".length());
            try {
                extra = Optional.of(Base64.getDecoder().decode(base64));
            } catch (IllegalArgumentException e) {
                throw new NoteFormatException("line 2: `" + base64 + "` is not base64");
            }
        }
        if (at == lines.size() || !lines.get(at).matches("index (0|[1-9][0-9]{0,17})")) {
            throw new NoteFormatException("line " + (at + 1) + ": expected `index` and a decimal number");
        }
        long index = Long.parseLong(lines.get(at++).substring("index ".length()));
        List<Hash> path = new ArrayList<>();
        for (; at < lines.size(); at++) {
            if (path.size() == MAX_PATH) {
                throw new NoteFormatException("a proof must have at most " + MAX_PATH + " hashes");
            }
            try {
                path.add(Hash.fromBase64(lines.get(at)));
            } catch (IllegalArgumentException e) {
                throw new NoteFormatException(
                        "line " + (at + 1) + ": `" + lines.get(at) + "` is not 32 bytes in base64");
            }
        }
        return new TlogProof(extra, index, path, SignedNote.parse(text.substring(split + 2)));
    }

    /** Checks that {@code leaf} is in the log that holds {@code logKey}'s name as its origin. */
    public Evidence verify(byte[] leaf, VerifierKey logKey) {
        return verify(leaf, logKey, List.of());
    }

    /** Checks as {@link #verify(byte[], VerifierKey)} does; in addition each of {@code witnesses} must have cosigned the checkpoint. */
    public Evidence verify(byte[] leaf, VerifierKey logKey, Collection<VerifierKey> witnesses) {
        Checkpoint head;
        try {
            head = Checkpoint.parse(checkpoint.text());
        } catch (NoteFormatException e) {
            return new Evidence.Refuted(Objects.requireNonNull(e.getMessage()));
        }
        if (!head.origin().equals(logKey.name())) {
            return new Evidence.Refuted(
                    "the checkpoint belongs to `" + head.origin() + "`, not to `" + logKey.name() + "`");
        }
        List<VerifierKey> known = new ArrayList<>(witnesses);
        known.add(logKey);
        switch (checkpoint.verify(known)) {
            case SignedNote.Verification.Rejected(String reason) -> {
                return new Evidence.Refuted(reason);
            }
            case SignedNote.Verification.Verified(var signers) -> {
                for (VerifierKey key : known) {
                    if (!signers.contains(key)) {
                        return new Evidence.Refuted("`" + key.name() + "` did not sign the checkpoint");
                    }
                }
            }
        }
        TreeHasher hasher = new TreeHasher();
        ProofResult result =
                new ProofVerifier(hasher).inclusion(index, head.size(), hasher.leaf(leaf), path, head.root());
        return switch (result) {
            case ProofResult.Holds() -> new Evidence.Included(head, index);
            case ProofResult.Fails(String reason) -> new Evidence.Refuted(reason);
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TlogProof that
                && Arrays.equals(extra.orElse(new byte[0]), that.extra.orElse(new byte[0]))
                && extra.isPresent() == that.extra.isPresent()
                && index == that.index
                && path.equals(that.path)
                && checkpoint.equals(that.checkpoint);
    }

    @Override
    public int hashCode() {
        return Objects.hash(index, path, checkpoint);
    }
}
