package dev.interlock.engine.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The configuration that was recorded last: the digests of its entries, which say what changes with the next one, and those of all
 * configurations before it, which say whether the next one goes back to one of them. Immutable.
 *
 * @param number number of the first event that recorded it; empty where none is recorded
 * @param digest digest of the whole; empty where none is recorded
 * @param entries digests of its entries, by name
 * @param recorded by digest of each configuration that was ever recorded: the number of the latest record of it
 */
public record Configuration(
        OptionalLong number, String digest, SortedMap<String, String> entries, Map<String, Long> recorded) {

    /** The configuration of a domain in which none is recorded. */
    public static final Configuration NONE =
            new Configuration(OptionalLong.empty(), "", Collections.emptySortedMap(), Map.of());

    public Configuration {
        entries = Collections.unmodifiableSortedMap(entries);
        recorded = Collections.unmodifiableMap(recorded);
    }

    /** The digests of entries, by name. */
    public static SortedMap<String, String> digests(SortedMap<String, ConfigurationEntry> entries) {
        var digests = new TreeMap<String, String>();
        entries.forEach((name, entry) -> digests.put(name, entry.digest()));
        return digests;
    }

    /** The digest of a whole configuration. */
    public static String digest(SortedMap<String, String> entries) {
        var lines = new ArrayList<String>(entries.size());
        entries.forEach((name, digest) -> lines.add(digest + " " + Sha256.oneLine(name)));
        return Sha256.digest(String.join("\n", lines));
    }

    /** The number of the latest record of a configuration with this digest; empty where there never was one. */
    public OptionalLong lastRecorded(String configuration) {
        Long last = recorded.get(configuration);
        return last == null ? OptionalLong.empty() : OptionalLong.of(last);
    }

    /**
     * The configuration after one more event of its record.
     *
     * @param record number of the first event of the record
     * @param changed the entries that are new or differ
     * @param removed the names of entries that are there no more
     */
    public Configuration with(
            long record,
            String configuration,
            SortedMap<String, ConfigurationEntry> changed,
            Collection<String> removed) {
        var after = new TreeMap<>(entries);
        after.putAll(digests(changed));
        List.copyOf(removed).forEach(after::remove);
        var all = new HashMap<>(recorded);
        all.put(configuration, record);
        return new Configuration(OptionalLong.of(record), configuration, after, all);
    }
}
