package dev.interlock.engine.event;

import dev.interlock.engine.model.ConfigurationEntry;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * From here on decisions rely on another configuration of the server. The event has what differs from the one before; a large change
 * takes several events of one decision, which are told apart by what they say and are one record.
 *
 * @param configuration number of the first event of this record
 * @param digest digest of the whole configuration
 * @param before the record before; empty for the first
 * @param revertedTo an earlier record with the same digest, the latest of them: the configuration was set back to that one
 * @param user the user of the operating system who started the server with it; empty where that is not known
 * @param changed the entries that are new or differ, by name
 * @param removed the names of the entries that are there no more, ascending
 */
public record ConfigurationRecorded(
        long configuration,
        String digest,
        OptionalLong before,
        OptionalLong revertedTo,
        Optional<String> user,
        SortedMap<String, ConfigurationEntry> changed,
        List<String> removed)
        implements Event {

    public ConfigurationRecorded {
        changed = Collections.unmodifiableSortedMap(new TreeMap<>(changed));
        removed = List.copyOf(removed);
    }
}
