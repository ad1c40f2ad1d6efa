package dev.interlock.server.console.page.find;

import dev.interlock.server.console.Text;
import java.util.List;

/**
 * What was found.
 *
 * @param query what was looked for
 * @param hits objects, parties and rules that begin so
 */
public record FindModel(String query, List<Hit> hits) {

    /** Something that was found. */
    public record Hit(String icon, String kind, Text name, String place, Text beside) {}
}
