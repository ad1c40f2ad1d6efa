package dev.interlock.cli.command.ledger;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.merkle.ProofResult;
import dev.interlock.ledger.merkle.ProofVerifier;
import dev.interlock.ledger.note.Checkpoint;
import dev.interlock.ledger.note.NoteFormatException;
import dev.interlock.ledger.note.SignedNote;
import dev.interlock.ledger.note.TlogProof;
import dev.interlock.ledger.note.VerifierKey;
import dev.interlock.ledger.store.StoredCheckpoint;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Paint;
import dev.interlock.server.render.Sheet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Some entries of a running server's record, verified without reading the rest: each is in a tree whose head is signed, and each head, also
 * those that were kept from earlier, begins the next larger one (RFC 9162, 2.1.3 and 2.1.4).
 */
final class AskedProof {

    private final VerifierKey key;
    private final RemoteLedger ledger;
    private final List<Head> heads = new ArrayList<>();
    private final List<Long> proven = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /** A signed tree head, and where it is from. */
    private record Head(Checkpoint checkpoint, String where) {}

    private AskedProof(VerifierKey key, RemoteLedger ledger) {
        this.key = key;
        this.ledger = ledger;
    }

    /**
     * Verifies entries.
     *
     * @param kept texts of checkpoints that were kept from earlier
     */
    static AskedProof of(RemoteLedger ledger, VerifierKey key, List<Long> entries, List<String> kept)
            throws IOException {
        var proof = new AskedProof(key, ledger);
        proof.head(ledger.newestCheckpoint().map(StoredCheckpoint::note).orElseThrow(), "the newest checkpoint");
        for (int i = 0; i < kept.size(); i++) {
            proof.head(kept.get(i), "kept checkpoint " + (i + 1));
        }
        for (long entry : entries) {
            proof.entry(entry);
        }
        proof.chain();
        return proof;
    }

    boolean sound() {
        return problems.isEmpty();
    }

    private void entry(long number) throws IOException {
        RemoteLedger.ProvenLeaf leaf = ledger.leaf(number);
        if (leaf.index() != number) {
            problems.add("the proof for entry " + number + " is for another entry, " + leaf.index());
            return;
        }
        var evidence = new TlogProof(Optional.empty(), number, leaf.path(), leaf.checkpoint());
        switch (evidence.verify(leaf.leaf(), key)) {
            case TlogProof.Evidence.Included(Checkpoint checkpoint, long index) -> {
                heads.add(new Head(checkpoint, "the checkpoint with entry " + number));
                proven.add(index);
            }
            case TlogProof.Evidence.Refuted(String reason) ->
                problems.add("entry " + number + " could not be proved: " + reason);
        }
    }

    private void head(String text, String where) {
        try {
            SignedNote note = SignedNote.parse(text);
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            if (!checkpoint.origin().equals(key.name())) {
                problems.add(where + " is for `" + checkpoint.origin() + "`, not for `" + key.name() + "`");
            } else if (note.verify(List.of(key)) instanceof SignedNote.Verification.Rejected(String reason)) {
                problems.add(where + " is not signed by the key: " + reason);
            } else {
                heads.add(new Head(checkpoint, where));
            }
        } catch (NoteFormatException e) {
            problems.add(where + " is malformed: " + e.getMessage());
        }
    }

    /** Verifies that each head begins the next one. */
    private void chain() throws IOException {
        heads.sort(Comparator.comparingLong(head -> head.checkpoint().size()));
        long there = ledger.size();
        for (int i = 1; i < heads.size(); i++) {
            Checkpoint one = heads.get(i - 1).checkpoint();
            Checkpoint other = heads.get(i).checkpoint();
            if (one.size() == 0) {
                continue; // the empty record begins every other one
            }
            if (heads.get(i).where().startsWith("kept") && other.size() > there) {
                problems.add(heads.get(i).where() + " covers " + other.size() + " entries, but the record has " + there
                        + ": its end was cut off");
                return;
            }
            List<Hash> path = one.size() == other.size() ? List.of() : ledger.consistency(one.size(), other.size());
            if (new ProofVerifier().consistency(one.size(), other.size(), one.root(), other.root(), path)
                    instanceof ProofResult.Fails(String reason)) {
                problems.add(heads.get(i - 1).where() + ", of size " + one.size() + ", is not a prefix of "
                        + heads.get(i).where() + ", of size " + other.size() + ": " + reason);
            }
        }
    }

    /** The lines for people. */
    List<String> lines(Paint paint, int width, int kept) {
        var sheet = new Sheet(width, paint);
        sheet.title(sound() ? paint.permit("verified") : paint.deny("damaged"));
        sheet.blank();
        sheet.line("ledger", key.name());
        newest().ifPresent(newest -> sheet.line(
                "root", newest.root().toBase64() + " at size " + String.format(Locale.ROOT, "%,d", newest.size())));
        if (sound() && kept > 0) {
            sheet.line("kept", kept + (kept == 1 ? " checkpoint begins" : " checkpoints begin") + " this record");
        }
        proven.forEach(entry -> sheet.line("entry", entry + " is in the record"));
        problems.forEach(problem -> sheet.item("found", "", paint.deny(problem)));
        sheet.line("key", key.format());
        return sheet.lines();
    }

    /** Returns the result as one object, in one line. */
    List<String> json() {
        ObjectNode json = Json.object().put("ledger", key.name()).put("verified", sound());
        newest().ifPresent(newest ->
                json.put("size", newest.size()).put("root", newest.root().toBase64()));
        ArrayNode entries = json.putArray("entries");
        proven.forEach(entries::add);
        problems.forEach(json.putArray("findings")::add);
        return List.of(Json.text(json));
    }

    private Optional<Checkpoint> newest() {
        return heads.isEmpty() ? Optional.empty() : Optional.of(heads.getLast().checkpoint());
    }
}
