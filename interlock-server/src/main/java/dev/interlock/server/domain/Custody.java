package dev.interlock.server.domain;

import dev.interlock.server.store.AnchorFile;
import dev.interlock.server.store.RestoredMark;
import java.util.Optional;

/**
 * The surroundings of a ledger by which a start finds out whether it is the whole of what was recorded.
 *
 * @param anchor the file outside the data folder that holds the highest checkpoint; empty where none is configured
 * @param restored the mark of a data folder that was made from a backup; empty where there is no data folder
 */
public record Custody(Optional<AnchorFile> anchor, Optional<RestoredMark> restored) {

    /** A ledger about which nothing else says anything. */
    public static final Custody NONE = new Custody(Optional.empty(), Optional.empty());
}
