package dev.interlock.server.index;

import dev.interlock.engine.event.Recorded;
import dev.interlock.server.domain.LedgerReplayer;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** A way to look for the entries of a record that are about something. */
public interface Entries {

    /**
     * Shows entries in their order: at least those from a number on that are about one of these terms, and perhaps others.
     *
     * @throws IOException if the record cannot be read
     */
    void about(Set<Term> terms, long from, Consumer<Recorded> visitor) throws IOException;

    /** The number of the latest entry before another that may be of a type of event; empty where there is none. */
    OptionalLong latest(String type, long before) throws IOException;

    /** Looks at every entry of a record, where there is no index. */
    static Entries all(LedgerReplayer history, long size) {
        return new Entries() {
            @Override
            public void about(Set<Term> terms, long from, Consumer<Recorded> visitor) throws IOException {
                history.scan(from, size, visitor);
            }

            @Override
            public OptionalLong latest(String type, long before) throws IOException {
                long found = history.latestWith("\"type\":\"" + type + "\"", before);
                return found < 0 ? OptionalLong.empty() : OptionalLong.of(found);
            }
        };
    }
}
