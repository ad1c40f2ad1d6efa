package dev.interlock.cli.command.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.note.Checkpoint;
import dev.interlock.ledger.note.NoteFormatException;
import dev.interlock.ledger.note.SignedNote;
import dev.interlock.ledger.note.VerifierKey;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoredCheckpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The record of a running server, read over its API up to the newest checkpoint. Nothing that the server says is believed: a verifier
 * hashes the bytes of the entries, and compares them with what was signed. Texts and names, which stand beside the entries, are not
 * read.
 */
final class RemoteLedger implements LedgerReader {

    /** The entries that are asked for at once. */
    private static final int PAGE = 500;

    /** The longest proof of a ledger of 2^63 entries. */
    private static final int LONGEST_PROOF = 63;

    private final Source source;
    private final StoredCheckpoint newest;
    private final long size;

    /** Answers of the API. */
    interface Source {
        /** @throws IOException if there is no answer */
        JsonNode get(String path) throws IOException;
    }

    private RemoteLedger(Source source, StoredCheckpoint newest, long size) {
        this.source = source;
        this.newest = newest;
        this.size = size;
    }

    /**
     * Asks for the newest checkpoint, up to which the record is read. Under one that is not signed by the key nothing is: a server could
     * go on for ever.
     */
    static RemoteLedger open(Source source, VerifierKey key) throws IOException {
        String note = source.get("/v1/checkpoint").path("checkpoint").asText();
        try {
            SignedNote signed = SignedNote.parse(note);
            // The size is that of the text that is signed, not the one beside it.
            long size = Checkpoint.parse(signed.text()).size();
            boolean good = signed.verify(List.of(key)) instanceof SignedNote.Verification.Verified;
            return new RemoteLedger(source, new StoredCheckpoint(size, note, 0), good ? size : 0);
        } catch (NoteFormatException e) {
            throw unusable(String.valueOf(e.getMessage()));
        }
    }

    /** An entry with what is to prove that it is in the record. */
    record ProvenLeaf(byte[] leaf, long index, List<Hash> path, SignedNote checkpoint) {}

    /** Asks for one entry. */
    ProvenLeaf leaf(long number) throws IOException {
        JsonNode answer = source.get("/v1/entries/" + number);
        JsonNode proof = answer.path("proof");
        try {
            return new ProvenLeaf(
                    bytes(answer.path("leaf")),
                    proof.path("index").asLong(-1),
                    hashes(proof.path("path")),
                    SignedNote.parse(proof.path("checkpoint").asText()));
        } catch (NoteFormatException e) {
            throw unusable(String.valueOf(e.getMessage()));
        }
    }

    /** Asks for the proof that the record of one size begins that of another one. */
    List<Hash> consistency(long from, long to) throws IOException {
        return hashes(source.get("/v1/checkpoint?from=" + from + "&to=" + to).path("consistency"));
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long from, long to, EntryVisitor visitor) throws IOException {
        for (long at = from; at < to; ) {
            JsonNode leaves = source.get("/v1/leaves?from=" + at + "&limit=" + Math.min(PAGE, to - at))
                    .path("leaves");
            if (leaves.isEmpty()) {
                return; // the verifier says what is missing
            }
            for (JsonNode leaf : leaves) {
                if (at < to) {
                    visitor.entry(at++, bytes(leaf), new byte[0]);
                }
            }
        }
    }

    @Override
    public Optional<Tile> tile(int level, long index) {
        return Optional.empty();
    }

    @Override
    public Optional<StoredCheckpoint> newestCheckpoint() {
        return Optional.of(newest);
    }

    @Override
    public void checkpoints(CheckpointVisitor visitor) throws IOException {
        visitor.checkpoint(newest);
    }

    @Override
    public Optional<PartyName> name(String pseudonym) {
        return Optional.empty();
    }

    @Override
    public void names(NameVisitor visitor) {}

    @Override
    public boolean keepsOpenings() {
        return false;
    }

    private static List<Hash> hashes(JsonNode list) throws IOException {
        if (!list.isArray() || list.size() > LONGEST_PROOF) {
            throw unusable("a proof is missing or too long");
        }
        List<Hash> hashes = new ArrayList<>();
        for (JsonNode each : list) {
            try {
                hashes.add(Hash.fromBase64(each.asText()));
            } catch (IllegalArgumentException e) {
                throw unusable("a hash in a proof is not 32 bytes in base64");
            }
        }
        return hashes;
    }

    private static byte[] bytes(JsonNode text) throws IOException {
        try {
            return Base64.getDecoder().decode(text.asText());
        } catch (IllegalArgumentException e) {
            throw unusable("an entry is not base64");
        }
    }

    private static StoreException unusable(String why) {
        return new StoreException(
                StoreException.Problem.CORRUPT, "the server's answer is not part of a ledger: " + why);
    }
}
