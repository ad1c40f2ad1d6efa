package dev.interlock.server.notify.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.store.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The position of a stream's receiver, in a file that appears whole or not at all, durably. It is written after the
 * receiver acknowledged, so a process that is killed tells something twice rather than never; the id of what is told
 * stays the same.
 */
public final class Position {

    private final Path file;

    /**
     * @param next everything before this entry is acknowledged
     * @param beyond entries from there on that are acknowledged too
     */
    public record At(long next, SortedSet<Long> beyond) {
        public At {
            beyond = new TreeSet<>(beyond);
        }

        public static At entry(long next) {
            return new At(next, new TreeSet<>());
        }
    }

    public Position(Path file) {
        this.file = file;
    }

    /** Returns the position; a new stream begins at {@code end}, which is kept from now on. */
    public At read(long end) throws IOException {
        if (!Files.exists(file)) {
            At begin = At.entry(end);
            write(begin);
            return begin;
        }
        if (new JsonReader(JsonLimits.answers()).read(Files.readAllBytes(file))
                        instanceof JsonReader.Outcome.Value(ObjectNode tree)
                && tree.path("next").isIntegralNumber()) {
            var beyond = new TreeSet<Long>();
            for (JsonNode entry : tree.path("beyond")) {
                beyond.add(entry.longValue());
            }
            return new At(tree.path("next").longValue(), beyond);
        }
        throw new IOException(
                "`" + file + "` does not contain a receiver's position; remove the file, and the receiver gets "
                        + "the leases that end from then on");
    }

    public void write(At at) throws IOException {
        ObjectNode tree = Json.object().put("next", at.next());
        if (!at.beyond().isEmpty()) {
            var beyond = tree.putArray("beyond");
            at.beyond().forEach(beyond::add);
        }
        SecretFile.write(file, tree.toString().getBytes(StandardCharsets.UTF_8));
    }
}
