package dev.interlock.server.render;

import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.ConfigurationEntry;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.index.Entries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The configuration that was in force at an entry of the record, as far as it is about some parties. Read from the ledger alone, so it
 * can be told for as long as the ledger is there.
 *
 * @param record the first event of its record
 * @param entries what was registered of the parties, by the names of the entries
 */
public record ConfigurationStory(Recorded record, SortedMap<String, ConfigurationEntry> entries) {

    private static final String TYPE = "configuration-recorded";

    /** The kinds of entries that are about somebody who acts or answers. */
    private static final List<String> KINDS = List.of("agent/", "person/", "verifier/", "source/");

    /** The configuration in force at the entry; empty where the record has none before it. */
    static Optional<ConfigurationStory> at(
            long entry, Collection<String> parties, LedgerReplayer history, Entries entries) throws IOException {
        Optional<ConfigurationRecorded> last = latest(entry, history, entries);
        if (last.isEmpty()) {
            return Optional.empty();
        }
        var wanted = new TreeSet<String>();
        parties.forEach(party -> KINDS.forEach(kind -> wanted.add(kind + party)));
        var found = new TreeMap<String, ConfigurationEntry>();
        long record = last.get().configuration();
        while (record >= 0 && !wanted.isEmpty()) {
            long previous = -1;
            for (ConfigurationRecorded part : parts(record, entry, history)) {
                // What is newer counts, and what was removed later was not in force.
                part.changed().forEach((name, about) -> {
                    if (wanted.remove(name)) {
                        found.put(name, about);
                    }
                });
                part.removed().forEach(wanted::remove);
                previous = part.before().orElse(-1);
            }
            record = previous;
        }
        return Optional.of(new ConfigurationStory(history.event(last.get().configuration()), found));
    }

    /** The latest record before the entry. A text of a call may look like one, so what is found is looked at. */
    private static Optional<ConfigurationRecorded> latest(long entry, LedgerReplayer history, Entries entries)
            throws IOException {
        OptionalLong at = entries.latest(TYPE, entry);
        while (at.isPresent()) {
            if (history.event(at.getAsLong()).event() instanceof ConfigurationRecorded found) {
                return Optional.of(found);
            }
            at = entries.latest(TYPE, at.getAsLong());
        }
        return Optional.empty();
    }

    /** The events of one record before an entry, which stand one after the other. */
    private static List<ConfigurationRecorded> parts(long record, long before, LedgerReplayer history) {
        var parts = new ArrayList<ConfigurationRecorded>();
        for (long at = record; at < before; at++) {
            if (!(history.event(at).event() instanceof ConfigurationRecorded part) || part.configuration() != record) {
                break;
            }
            parts.add(part);
        }
        return parts;
    }

    public ConfigurationRecorded event() {
        return (ConfigurationRecorded) record.event();
    }
}
