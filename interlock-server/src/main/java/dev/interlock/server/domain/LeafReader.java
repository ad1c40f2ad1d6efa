package dev.interlock.server.domain;

import dev.interlock.engine.codec.CodecException;
import dev.interlock.engine.codec.EventCodec;
import dev.interlock.engine.codec.Openings;
import dev.interlock.engine.event.Recorded;
import dev.interlock.ledger.commitment.Commitment;
import dev.interlock.ledger.commitment.Opening;
import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.json.NotCanonicalException;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of a ledger as events, and compares what opens them with what they commit to. Safe for many threads.
 *
 * <p>INVARIANT: nothing is shown that an entry does not commit to. What does not fit is refused like a leaf that was changed.
 */
public final class LeafReader {

    private final LedgerReader ledger;
    private final Gaps gaps;
    private final Map<String, String> names = new ConcurrentHashMap<>();

    /** The way to deal with openings that are gone. */
    public interface Gaps {

        /** Refuses whatever is gone: no record says that it was removed by right. */
        Gaps REFUSED = new Gaps() {
            @Override
            public void ofEntry(long index) throws StoreException {
                throw missing("the opening of entry " + index + " of the ledger");
            }

            @Override
            public void ofName(String pseudonym, long index) throws StoreException {
                throw missing("the name under the pseudonym `" + pseudonym + "` in entry " + index);
            }
        };

        /** Shows whatever is gone as forgotten. */
        Gaps SHOWN = new Gaps() {
            @Override
            public void ofEntry(long index) {}

            @Override
            public void ofName(String pseudonym, long index) {}
        };

        /** Refuses what is gone from a ledger that keeps openings, and shows it as forgotten in one that was exported without them. */
        static Gaps of(LedgerReader ledger) {
            return ledger.keepsOpenings() ? REFUSED : SHOWN;
        }

        /** The opening of an entry is gone. */
        void ofEntry(long index) throws IOException;

        /** The name under a pseudonym is gone, and the entry has it. */
        void ofName(String pseudonym, long index) throws IOException;
    }

    /** @param ledger has the names under pseudonyms */
    public LeafReader(LedgerReader ledger, Gaps gaps) {
        this.ledger = ledger;
        this.gaps = gaps;
    }

    /**
     * The event of an entry.
     *
     * @param opening as the ledger has it beside the leaf
     * @throws StoreException if the opening or a name is not what the entry commits to, or is gone and that is refused
     * @throws IOException if the leaf is not the encoding of an event
     */
    public Recorded read(long index, byte[] leaf, byte[] opening) throws IOException {
        try {
            if (CanonicalJson.decode(leaf) instanceof Map<?, ?> map) {
                var opened = new Opened(index, opening);
                @SuppressWarnings("unchecked") // keys of a JSON object are strings
                Recorded recorded = EventCodec.fromLeaf((Map<String, @Nullable Object>) map, opened);
                opened.check();
                return recorded;
            }
            throw new IOException("entry " + index + " of the ledger is not an event");
        } catch (NotCanonicalException | CodecException e) {
            throw new IOException("entry " + index + " of the ledger is not an event: " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static StoreException missing(String what) {
        return new StoreException(
                Problem.CORRUPT,
                what
                        + " is missing, and the record does not say that it was to be forgotten; restore the data"
                        + " folder from a backup, or run the verifier to see the extent of the damage");
    }

    /** The name under a pseudonym, compared with it. */
    private Optional<String> name(String pseudonym) throws IOException {
        String known = names.get(pseudonym);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<PartyName> found = ledger.name(pseudonym);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (!found.get().fits()) {
            throw NameBook.changed(pseudonym);
        }
        String name = found.get().text();
        names.put(pseudonym, name);
        return Optional.of(name);
    }

    /** The opening of one entry. */
    private final class Opened implements Openings {
        private final long index;
        private final byte[] opening;
        private boolean asked;

        Opened(long index, byte[] opening) {
            this.index = index;
            this.opening = opening;
        }

        @Override
        public Optional<Map<String, @Nullable Object>> opened(String commitment) {
            asked = true;
            try {
                if (opening.length == 0) {
                    gaps.ofEntry(index);
                    return Optional.empty();
                }
                Optional<Opening> parsed = Opening.parse(opening);
                if (parsed.isPresent()
                        && Commitment.ENTRY.to(parsed.get()).equals(commitment)
                        && CanonicalJson.decode(parsed.get().value()) instanceof Map<?, ?> map) {
                    @SuppressWarnings("unchecked") // keys of a JSON object are strings
                    var fields = (Map<String, @Nullable Object>) map;
                    return Optional.of(fields);
                }
                throw changed();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Optional<String> name(String pseudonym) {
            try {
                Optional<String> name = LeafReader.this.name(pseudonym);
                if (name.isEmpty()) {
                    gaps.ofName(pseudonym, index);
                }
                return name;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Refuses an opening that the entry has no commitment for. */
        void check() throws StoreException {
            if (!asked && opening.length > 0) {
                throw changed();
            }
        }

        private StoreException changed() {
            return new StoreException(
                    Problem.CORRUPT,
                    "the opening of entry " + index
                            + " of the ledger was changed; restore the data folder from a backup, or run the verifier"
                            + " to see the extent of the damage");
        }
    }
}
