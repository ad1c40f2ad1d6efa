package dev.interlock.server.store;

import java.io.IOException;

/**
 * The mark of a loss in a data folder. The first start that finds it records the loss and takes the mark away: from then on the ledger says it.
 */
public interface StartMark {

    /** Returns whether something was lost that no start has recorded. */
    boolean isSet() throws IOException;

    /** Takes the mark away, durably, once the ledger says what was lost. */
    void remove() throws IOException;
}
