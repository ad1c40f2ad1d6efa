package dev.interlock.server.domain;

import dev.interlock.engine.command.LedgerCommand.Found;
import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.trust.LedgerTrust;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.log.LedgerProofs;
import dev.interlock.ledger.note.Checkpoint;
import dev.interlock.ledger.note.NoteFormatException;
import dev.interlock.ledger.note.SignedNote;
import dev.interlock.ledger.note.VerifierKey;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.StoredCheckpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An anchor as a start finds it: what it says about the ledger beside it. Whoever writes the data folder has the key that signs
 * checkpoints, and can make any ledger look right but for this.
 *
 * @param found the content, as the record has it
 * @param doubt the reason to doubt the ledger that lies in the content; empty where it agrees with the ledger
 * @param size the number of entries that it vouches for; 0 where it vouches for none of this ledger
 * @param ended whether it agrees with the ledger, and says that the ledger gets no more
 */
record Anchor(Found found, Optional<LedgerDoubt> doubt, long size, boolean ended) {

    /** The longest note that the record takes in as evidence. */
    private static final int MOST_NOTE = 2_000;

    /** The doubts that there are only where there is, or was, an anchor of the ledger itself. */
    private static final Set<LedgerDoubt> OF_THIS_LEDGER = EnumSet.of(
            LedgerDoubt.ANCHOR_MISSING,
            LedgerDoubt.BEHIND_ANCHOR,
            LedgerDoubt.OTHER_HISTORY,
            LedgerDoubt.BEYOND_ANCHOR);

    /** The further line of an anchor that was written when a server ended: nothing comes after it but with another server. */
    private static final String END = "end";

    /** No anchor. Whether that is right is for the ledger to say. */
    static final Anchor MISSING = new Anchor(Found.NOTHING, Optional.of(LedgerDoubt.ANCHOR_MISSING), 0, false);

    /** Holds the content of an anchor against the ledger. */
    static Anchor of(byte[] content, Ledger ledger, LedgerReader reader) throws IOException {
        String digest = "sha-256:" + HexFormat.of().formatHex(sha256(content));
        SignedNote note;
        Checkpoint checkpoint;
        try {
            note = SignedNote.parse(content);
            checkpoint = Checkpoint.parse(note.text());
        } catch (NoteFormatException e) {
            return doubted(LedgerDoubt.ANCHOR_DAMAGED, new Found(Optional.of(digest), Optional.empty()));
        }
        var found = new Found(
                Optional.of(digest),
                Optional.of(new String(content, StandardCharsets.UTF_8)).filter(text -> text.length() <= MOST_NOTE));
        if (!checkpoint.origin().equals(ledger.origin()) || !isSignedBy(ledger.verifierKey(), note)) {
            return doubted(LedgerDoubt.ANCHOR_FOREIGN, found);
        }
        if (!(note.verify(List.of(ledger.verifierKey())) instanceof SignedNote.Verification.Verified)) {
            return doubted(LedgerDoubt.ANCHOR_DAMAGED, found);
        }
        if (checkpoint.size() > ledger.size()) {
            return doubted(LedgerDoubt.BEHIND_ANCHOR, found);
        }
        if (!LedgerProofs.root(reader, checkpoint.size()).equals(checkpoint.root())) {
            return doubted(LedgerDoubt.OTHER_HISTORY, found);
        }
        boolean ended = checkpoint.extensions().contains(END);
        if (ended && checkpoint.size() < ledger.size()) {
            return doubted(LedgerDoubt.BEYOND_ANCHOR, found);
        }
        return new Anchor(found, Optional.empty(), checkpoint.size(), ended);
    }

    /** The text of an anchor for the ledger as it is. */
    static StoredCheckpoint written(Ledger ledger, boolean atEnd) {
        return ledger.head(atEnd ? List.of(END) : List.of());
    }

    private static Anchor doubted(LedgerDoubt doubt, Found found) {
        return new Anchor(found, Optional.of(doubt), 0, false);
    }

    private static boolean isSignedBy(VerifierKey key, SignedNote note) {
        return note.signatures().stream()
                .anyMatch(signature ->
                        signature.keyId() == key.id() && signature.name().equals(key.name()));
    }

    /** The reason to doubt the ledger, as this is what was found beside it. */
    Optional<LedgerDoubt> doubt(LedgerTrust trust) {
        if (found.digest().isEmpty()) {
            return trust.anchored() || isKnown(trust) ? doubt : Optional.empty();
        }
        return trust.setAside().contains(found.digest().get()) ? Optional.empty() : doubt;
    }

    /** Returns whether an anchor of this ledger made a start close it: that it is taken away is no way to open it. */
    private static boolean isKnown(LedgerTrust trust) {
        return trust.closings().keySet().stream().anyMatch(OF_THIS_LEDGER::contains);
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
