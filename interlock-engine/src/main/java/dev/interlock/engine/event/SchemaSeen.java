package dev.interlock.engine.event;

import java.util.List;
import java.util.Optional;

/**
 * A server showed a tool with a schema of its arguments that nobody had reviewed and that was not recorded yet. The arguments of the
 * next calls are read by it, and the first that was seen stays what later ones are compared with, also after a restart.
 *
 * @param tool {@code server/tool}
 * @param digest {@code sha-256:} and the hex digest of the schema in the form of RFC 8785
 * @param names the paths of arguments that it declares, such as {@code vendor_id} and {@code lines[*].amount}, for people
 * @param further the number of further arguments that it declares
 * @param before digest of the schema that was seen before this one; empty for the first of the tool
 */
public record SchemaSeen(String tool, String digest, List<String> names, int further, Optional<String> before)
        implements Event {

    public SchemaSeen {
        names = List.copyOf(names);
    }
}
