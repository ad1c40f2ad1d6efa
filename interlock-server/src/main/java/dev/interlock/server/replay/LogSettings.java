package dev.interlock.server.replay;

import dev.interlock.server.replay.read.TableColumns;
import dev.interlock.server.replay.sort.EventSorter;
import java.util.Optional;

/**
 * The settings by which event logs are read.
 *
 * @param columns of tables that tell of an event; empty: nobody said which, and a table cannot be read
 * @param joinCases whether traces of one name are one case
 * @param sortMemory the bytes of events that are kept in memory to merge them; what is beyond goes into a temporary file
 */
public record LogSettings(Optional<TableColumns> columns, boolean joinCases, int sortMemory) {

    /** The settings of the command line without options. */
    public static final LogSettings USUAL = new LogSettings(Optional.empty(), false, EventSorter.USUAL_MEMORY);
}
