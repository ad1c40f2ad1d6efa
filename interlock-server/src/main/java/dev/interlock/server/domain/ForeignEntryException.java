package dev.interlock.server.domain;

import java.io.IOException;

/** The ledger has an entry that its only writer did not append: whoever wrote it has the store, and not the key. */
final class ForeignEntryException extends IOException {

    private static final long serialVersionUID = 1L;

    ForeignEntryException(long index) {
        super("entry " + index + " of the ledger was not appended by this server");
    }
}
