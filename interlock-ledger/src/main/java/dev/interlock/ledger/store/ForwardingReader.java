package dev.interlock.ledger.store;

import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.merkle.Tile;
import java.io.IOException;
import java.util.Optional;

/** A reader that forwards each request to another one. Subclasses override what they do differently. */
public abstract class ForwardingReader implements LedgerReader {

    private final LedgerReader reader;

    /** @param reader the reader that answers; whoever made it closes it */
    protected ForwardingReader(LedgerReader reader) {
        this.reader = reader;
    }

    @Override
    public long size() throws IOException {
        return reader.size();
    }

    @Override
    public void read(long from, long to, EntryVisitor visitor) throws IOException {
        reader.read(from, to, visitor);
    }

    @Override
    public Optional<Tile> tile(int level, long index) throws IOException {
        return reader.tile(level, index);
    }

    @Override
    public Optional<StoredCheckpoint> newestCheckpoint() throws IOException {
        return reader.newestCheckpoint();
    }

    @Override
    public void checkpoints(CheckpointVisitor visitor) throws IOException {
        reader.checkpoints(visitor);
    }

    @Override
    public Optional<PartyName> name(String pseudonym) throws IOException {
        return reader.name(pseudonym);
    }

    @Override
    public void names(NameVisitor visitor) throws IOException {
        reader.names(visitor);
    }

    @Override
    public boolean keepsOpenings() {
        return reader.keepsOpenings();
    }
}
