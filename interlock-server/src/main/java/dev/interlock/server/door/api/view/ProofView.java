package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.note.Checkpoint;
import dev.interlock.ledger.note.NoteFormatException;
import dev.interlock.ledger.note.SignedNote;
import dev.interlock.ledger.note.VerifierKey;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.StoredCheckpoint;
import dev.interlock.server.json.Json;
import java.util.Base64;

/** Proofs as they are shown: bytes in base64, so that a browser can verify them with SHA-256 and Ed25519 alone. */
public final class ProofView {

    private ProofView() {}

    /** Puts the bytes of an entry, the proof that it is in the ledger, and the key that signed it. */
    public static void put(ObjectNode view, Ledger.Proven proven, VerifierKey key) throws NoteFormatException {
        Entry entry = proven.entry();
        view.put("leaf", base64(entry.leaf()));
        if (entry.opening().length > 0) {
            view.put("opening", base64(entry.opening()));
        }
        SignedNote note = proven.evidence().checkpoint();
        ObjectNode proof = view.putObject("proof")
                .put("index", proven.evidence().index())
                .put("size", Checkpoint.parse(note.text()).size());
        ArrayNode path = proof.putArray("path");
        proven.evidence().path().forEach(hash -> path.add(hash.toBase64()));
        proof.put("checkpoint", note.format());
        view.set("key", key(key));
    }

    /** A checkpoint, and the key that signed it. */
    public static ObjectNode of(StoredCheckpoint stored, VerifierKey key) throws NoteFormatException {
        Checkpoint checkpoint = Checkpoint.parse(SignedNote.parse(stored.note()).text());
        ObjectNode view = Json.object()
                .put("origin", checkpoint.origin())
                .put("size", checkpoint.size())
                .put("root", checkpoint.root().toBase64())
                .put("signed", Times.of(stored.time()))
                .put("checkpoint", stored.note());
        view.set("key", key(key));
        return view;
    }

    private static ObjectNode key(VerifierKey key) {
        return Json.object()
                .put("id", key.hexId())
                .put("name", key.name())
                .put("public", base64(key.publicKey()))
                .put("vkey", key.format());
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
