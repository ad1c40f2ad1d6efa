package dev.interlock.ledger.verify;

import dev.interlock.ledger.commitment.Commitment;
import dev.interlock.ledger.commitment.Opening;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.verify.Finding.Kind;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares what stands beside the leaves with what the leaves commit to. */
final class OpeningCheck {
    private OpeningCheck() {}

    /**
     * The fault of an opening; empty if it opens what the leaf commits to, and nothing else.
     *
     * @param kept whether openings belong here
     */
    static Optional<Kind> fault(byte[] leaf, byte[] opening, boolean kept) {
        Optional<String> commitment = Commitment.in(leaf);
        if (opening.length == 0) {
            return commitment.isPresent() && kept ? Optional.of(Kind.OPENING_MISSING) : Optional.empty();
        }
        Optional<String> opened = Opening.parse(opening).map(Commitment.ENTRY::to);
        return opened.isPresent() && opened.equals(commitment) ? Optional.empty() : Optional.of(Kind.OPENING_CHANGED);
    }

    /** Adds what is wrong with the names of parties. */
    static void names(LedgerReader reader, List<Finding> findings) throws IOException {
        Set<String> texts = new HashSet<>();
        reader.names(name -> {
            if (!name.fits()) {
                findings.add(changed("the name under the pseudonym `" + name.pseudonym()
                        + "` is not the one that was used when the entries were recorded"));
            } else if (!texts.add(name.text())) {
                findings.add(changed("the pseudonym `" + name.pseudonym() + "` is a second one for the same name"));
            }
        });
    }

    private static Finding changed(String problem) {
        return Finding.of(Kind.NAME_CHANGED, 0, 0, problem);
    }

    /** The fault, in words. */
    static String problem(Kind kind, long index) {
        return kind == Kind.OPENING_MISSING
                ? "the opening of entry " + index + " is missing"
                : "the opening of entry " + index + " does not match the entry's commitment";
    }
}
