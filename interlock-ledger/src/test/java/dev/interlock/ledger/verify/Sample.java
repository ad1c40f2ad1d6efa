package dev.interlock.ledger.verify;

import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.ledger.store.StoredCheckpoint;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A ledger taken apart, to be damaged and put together again. */
public record Sample(Ed25519Signer signer, List<byte[]> leaves, List<Tile> tiles, List<StoredCheckpoint> checkpoints) {
    /** A ledger of {@code size} entries, closed, with checkpoints at random sizes and at the end. */
    public static Sample ofSize(int size, Random random) throws Exception {
        Ed25519Signer signer = Ed25519Signer.generate("example.com/ledger", new SecureRandom());
        MemoryStore store = new MemoryStore();
        Ledger ledger =
                Ledger.open(store, signer, () -> 0, new CheckpointPolicy(1, 0)).orThrow();
        while (ledger.size() < size) {
            List<Entry> batch = new ArrayList<>();
            for (long i = Math.min(1 + random.nextInt(200), size - ledger.size()); i > 0; i--) {
                batch.add(new Entry(
                        ("entry " + (ledger.size() + i) + " " + random.nextLong()).getBytes(StandardCharsets.UTF_8)));
            }
            ledger.append(batch);
            if (random.nextInt(4) == 0) {
                ledger.checkpoint();
            }
        }
        ledger.close();
        store.reopen();
        List<byte[]> leaves = new ArrayList<>();
        store.read(0, size, (index, leaf, opening) -> leaves.add(leaf));
        List<StoredCheckpoint> checkpoints = new ArrayList<>();
        store.checkpoints(checkpoints::add);
        return new Sample(signer, leaves, store.tiles(), checkpoints);
    }

    /** A copy whose lists can be changed. */
    public Sample copy() {
        return new Sample(signer, new ArrayList<>(leaves), new ArrayList<>(tiles), new ArrayList<>(checkpoints));
    }

    /** The same without tiles. */
    public Sample withoutTiles() {
        return new Sample(signer, leaves, List.of(), checkpoints);
    }

    /** As a store. */
    public MemoryStore store() {
        return new MemoryStore(leaves, tiles, checkpoints);
    }

    /** What the verifier says of it. */
    public Report verify() throws Exception {
        return new Verifier(signer.verifierKey()).verify(store());
    }
}
