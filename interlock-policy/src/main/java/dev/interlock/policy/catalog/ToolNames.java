package dev.interlock.policy.catalog;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names that entries of a catalogue have. Activities of event logs are tools as well, so a name has letters of every script. Methods of
 * MCP that call no tool have an entry by their method, and no tool may be called so.
 */
public final class ToolNames {

    private static final Pattern TOOL = Pattern.compile("[\\p{L}\\p{M}\\p{Nd}_./-]{1,128}");
    private static final Set<String> METHODS =
            Set.of("mcp:resources/read", "mcp:prompts/get", "mcp:completion/complete");

    private ToolNames() {}

    /** Returns why no tool of a catalogue has the name; empty where one may. */
    public static Optional<String> misspelling(String name) {
        return TOOL.matcher(name).matches()
                ? Identifiers.misspelling(name)
                : Optional.of("must consist of 1 to 128 letters, digits, `_`, `-`, `.` and `/`");
    }

    /** Returns whether an entry of a catalogue may have the name: that of a tool, or of a method that calls none. */
    public static boolean isEntry(String name) {
        return METHODS.contains(name) || misspelling(name).isEmpty();
    }
}
