package dev.interlock.server.index;

import java.util.List;
import java.util.OptionalLong;

/**
 * A page of entries, the newest first.
 *
 * @param numbers the numbers of the entries
 * @param next the number before which the next page begins; empty where there is none. A page that took long to find may be short, or
 *     empty, and have a next one
 */
public record EntryPage(List<Long> numbers, OptionalLong next) {

    public EntryPage {
        numbers = List.copyOf(numbers);
    }
}
