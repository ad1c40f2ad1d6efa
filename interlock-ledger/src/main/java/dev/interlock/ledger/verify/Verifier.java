package dev.interlock.ledger.verify;

import dev.interlock.ledger.note.Checkpoint;
import dev.interlock.ledger.note.NoteFormatException;
import dev.interlock.ledger.note.SignedNote;
import dev.interlock.ledger.note.VerifierKey;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import dev.interlock.ledger.store.StoredCheckpoint;
import dev.interlock.ledger.verify.Finding.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a whole ledger once and checks it against its checkpoints and against checkpoints that were kept elsewhere. Any
 * changed byte, removed, added or swapped entry below a checkpoint is found, a tail that was cut below one, and an opening or a name that
 * is not what the entries commit to.
 * Entries after the newest checkpoint are only counted: nobody has signed for them yet.
 *
 * <p>Memory does not grow with the entries, but by about 100 bytes for each checkpoint. Stateless; safe for many
 * threads.
 */
public final class Verifier {
    /** The most findings about checkpoints that a report has, the most about entries, and the most about names, so that none hides others. */
    public static final int MAX_FINDINGS = 100;

    private final VerifierKey key;

    /** A verifier of the ledger that signs with {@code key}; get the key from its owner, not from the data. */
    public Verifier(VerifierKey key) {
        this.key = key;
    }

    /** A tree head to compare with; {@code where} names the place where it was found. */
    record Head(Checkpoint checkpoint, String where) {}

    /** Verifies a ledger against its own checkpoints. */
    public Report verify(LedgerReader reader) throws IOException {
        return verify(reader, List.of());
    }

    /**
     * Verifies a ledger.
     *
     * @param kept the text of signed checkpoints of this ledger that were kept elsewhere; they find a ledger that was
     *     cut or rewritten together with its own checkpoints
     * @throws IOException if reading fails; damage that makes a part unreadable is a finding instead
     */
    public Report verify(LedgerReader reader, List<String> kept) throws IOException {
        List<Finding> findings = new ArrayList<>();
        List<Finding> ofEntries = new ArrayList<>();
        List<Finding> ofNames = new ArrayList<>();
        List<Head> heads = new ArrayList<>();
        EntryCheck check = null;
        try {
            List<StoredCheckpoint> stored = new ArrayList<>();
            reader.checkpoints(stored::add);
            // each signature takes most of a millisecond to check, so use all processors
            stored.parallelStream().map(this::read).forEachOrdered(result -> result.addTo(heads, findings));
            for (int i = 0; i < kept.size(); i++) {
                read(kept.get(i), "kept checkpoint " + (i + 1), OptionalLong.empty())
                        .addTo(heads, findings);
            }
            heads.sort(Comparator.comparingLong(head -> head.checkpoint().size()));
            findSplits(heads, findings);
            if (heads.isEmpty() && findings.isEmpty()) {
                findings.add(Finding.of(Kind.CHECKPOINT_MISSING, 0, 0, "the ledger has no checkpoint"));
            }
            check = new EntryCheck(reader, heads, ofEntries);
            check.run(reader.size());
            OpeningCheck.names(reader, ofNames);
        } catch (StoreException e) {
            if (e.problem() != Problem.CORRUPT) {
                throw e;
            }
            long at = check == null ? 0 : check.size();
            ofEntries.add(Finding.of(Kind.UNREADABLE, at, at, "the ledger cannot be read: " + e.getMessage()));
        }
        long size = check == null ? 0 : check.size();
        if (!findings.isEmpty() || !ofEntries.isEmpty() || !ofNames.isEmpty() || check == null) {
            List<Finding> told = new ArrayList<>(findings.subList(0, Math.min(findings.size(), MAX_FINDINGS)));
            told.addAll(ofEntries);
            told.addAll(ofNames.subList(0, Math.min(ofNames.size(), MAX_FINDINGS)));
            return new Report.Broken(size, told);
        }
        Checkpoint newest = heads.getLast().checkpoint();
        return new Report.Verified(size, newest.size(), newest.root(), heads.size());
    }

    private record HeadOrFinding(Optional<Head> head, Optional<Finding> finding) {
        void addTo(List<Head> heads, List<Finding> findings) {
            head.ifPresent(heads::add);
            finding.ifPresent(findings::add);
        }
    }

    private HeadOrFinding read(StoredCheckpoint stored) {
        return read(stored.note(), "the checkpoint of size " + stored.size(), OptionalLong.of(stored.size()));
    }

    private HeadOrFinding read(String text, String where, OptionalLong filedUnder) {
        String problem;
        long size = filedUnder.orElse(0);
        try {
            SignedNote note = SignedNote.parse(text);
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            size = checkpoint.size();
            if (!checkpoint.origin().equals(key.name())) {
                problem = "belongs to `" + checkpoint.origin() + "`, not to `" + key.name() + "`";
            } else if (filedUnder.isPresent() && filedUnder.getAsLong() != size) {
                problem = "says size " + size;
            } else if (note.verify(List.of(key)) instanceof SignedNote.Verification.Rejected(String reason)) {
                problem = "is not signed by the key: " + reason;
            } else {
                return new HeadOrFinding(Optional.of(new Head(checkpoint, where)), Optional.empty());
            }
        } catch (NoteFormatException e) {
            problem = "is malformed: " + e.getMessage();
        }
        return new HeadOrFinding(
                Optional.empty(), Optional.of(Finding.of(Kind.CHECKPOINT_INVALID, size, size, where + " " + problem)));
    }

    private static void findSplits(List<Head> heads, List<Finding> findings) {
        for (int i = 1; i < heads.size(); i++) {
            Checkpoint one = heads.get(i - 1).checkpoint();
            Checkpoint other = heads.get(i).checkpoint();
            if (one.size() == other.size() && !one.root().equals(other.root())) {
                findings.add(Finding.of(
                        Kind.HISTORY_SPLIT,
                        one.size(),
                        one.size(),
                        heads.get(i - 1).where() + " and " + heads.get(i).where()
                                + " are both signed, but their roots differ"));
            }
        }
    }
}
