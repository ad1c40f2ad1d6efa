package dev.interlock.server.domain;

import dev.interlock.engine.codec.Commitments;
import dev.interlock.engine.codec.EventCodec;
import dev.interlock.engine.event.Recorded;
import dev.interlock.ledger.commitment.Commitment;
import dev.interlock.ledger.commitment.Opening;
import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.commitment.Salts;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.LedgerReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as entries of a ledger: leaves that commit to what may have to be forgotten, and the openings beside them. A salt is used
 * for one entry, or for one name. For one thread.
 */
public final class LeafWriter {

    private final NameBook names;
    private final Salts salts;

    /**
     * Creates a writer, which has to {@link #load} before it writes.
     *
     * @param ledger has the names that have pseudonyms already
     */
    public LeafWriter(LedgerReader ledger, Salts salts) {
        this.names = new NameBook(ledger, salts);
        this.salts = salts;
    }

    /** Reads the names that the ledger has: at the start, and after an append of which it is not known whether it was committed. */
    public void load() throws IOException {
        names.load();
    }

    /**
     * The event as an entry.
     *
     * @throws IllegalArgumentException if it is too long, or has text without a UTF-8 form
     */
    public Entry entry(Recorded recorded) {
        var committing = new Committing();
        byte[] leaf = CanonicalJson.encode(EventCodec.toLeaf(recorded, committing));
        return new Entry(leaf, committing.opening == null ? Entry.NOTHING : committing.opening.bytes());
    }

    /** The names that became part of entries since the last commit, to be appended with them. */
    public List<PartyName> fresh() {
        return names.fresh();
    }

    /** Takes note that what was written is durable, with the names. */
    public void committed() {
        names.committed();
    }

    /** Keeps the opening of the one entry that is being written. */
    private final class Committing implements Commitments {
        private @Nullable Opening opening;

        @Override
        public String to(Map<String, @Nullable Object> forgettable) {
            Opening made = new Opening(salts.next(), CanonicalJson.encode(forgettable));
            opening = made;
            return Commitment.ENTRY.to(made);
        }

        @Override
        public String pseudonym(String name) {
            return names.pseudonym(name);
        }
    }
}
