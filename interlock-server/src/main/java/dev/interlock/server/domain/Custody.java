package dev.interlock.server.domain;

import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.server.store.AnchorFile;
import dev.interlock.server.store.StartMark;
import java.util.Map;
import java.util.Optional;

/**
 * The surroundings of a ledger by which a start finds out whether everything that was recorded is there.
 *
 * @param anchor the file outside the data folder that holds the highest checkpoint; empty where none is configured
 * @param marks the marks of losses in the data folder, by the doubt that each one raises; empty where there is no data folder
 */
public record Custody(Optional<AnchorFile> anchor, Map<LedgerDoubt, StartMark> marks) {

    /** A ledger about which nothing else says anything. */
    public static final Custody NONE = new Custody(Optional.empty(), Map.of());

    public Custody {
        marks = Map.copyOf(marks);
    }
}
