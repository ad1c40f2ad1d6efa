package dev.interlock.server.door.hook;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A use of a tool in the words that all coding agents share.
 *
 * @param tool of the server `coding` in the catalogue
 * @param arguments as the catalogue reads them
 */
record CodingCall(String tool, Map<String, @Nullable Object> arguments) {

    static final String SERVER = "coding";
}
