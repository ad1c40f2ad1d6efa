package dev.interlock.server.domain;

import dev.interlock.engine.codec.Forgotten;
import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.commitment.Salts;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pseudonyms of all parties that a ledger names. A name that has none gets one with the next append. For one thread.
 *
 * <p>INVARIANT: one name has one pseudonym. Whoever had two would be independent of itself once the names are forgotten.
 */
final class NameBook {

    private final LedgerReader ledger;
    private final Salts salts;
    private final Map<String, String> pseudonyms = new HashMap<>();
    private final Set<String> known = new HashSet<>();
    private final List<PartyName> fresh = new ArrayList<>();
    private boolean loaded;

    NameBook(LedgerReader ledger, Salts salts) {
        this.ledger = ledger;
        this.salts = salts;
    }

    /** Takes the names that the ledger has, and forgets all others. */
    void load() throws IOException {
        loaded = false;
        pseudonyms.clear();
        known.clear();
        fresh.clear();
        ledger.names(name -> {
            if (!name.fits() || pseudonyms.put(name.text(), name.pseudonym()) != null) {
                throw changed(name.pseudonym());
            }
            known.add(name.pseudonym());
        });
        loaded = true;
    }

    /** The failure of a ledger in which a name stands under a pseudonym that is not its own, or under two. */
    static StoreException changed(String pseudonym) {
        return new StoreException(
                Problem.CORRUPT,
                "the name under the pseudonym `" + pseudonym
                        + "` was changed; restore the data folder from a backup, or run the verifier"
                        + " to see the extent of the damage");
    }

    String pseudonym(String name) {
        if (!loaded) {
            throw new IllegalStateException("the names of the ledger have not been read");
        }
        String pseudonym = pseudonyms.get(name);
        return pseudonym == null ? unknown(name) : pseudonym;
    }

    private String unknown(String name) {
        Optional<String> forgotten = Forgotten.pseudonym(name);
        if (forgotten.isPresent() && !known.contains(forgotten.get())) {
            return forgotten.get();
        }
        PartyName made = PartyName.of(name, salts.next());
        pseudonyms.put(name, made.pseudonym());
        known.add(made.pseudonym());
        fresh.add(made);
        return made.pseudonym();
    }

    List<PartyName> fresh() {
        return fresh;
    }

    void committed() {
        fresh.clear();
    }
}
