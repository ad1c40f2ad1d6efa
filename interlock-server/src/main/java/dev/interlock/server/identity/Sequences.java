package dev.interlock.server.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.identity.spiffe.SpiffeBundle;
import dev.interlock.server.identity.spiffe.TrustDomain;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.store.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The highest {@code spiffe_sequence} of each trust domain that was ever trusted here, in {@code bundle-sequences.json} in the data folder:
 * a restart is no way to bring back keys that were revoked. Thread-safe.
 */
public final class Sequences {

    /** The name of the file in the data folder. */
    public static final String FILE = "bundle-sequences.json";

    private static final JsonReader READER = new JsonReader(JsonLimits.requests());

    private final Optional<Path> file;
    private final Map<TrustDomain, Long> highest;

    private Sequences(Optional<Path> file, Map<TrustDomain, Long> highest) {
        this.file = file;
        this.highest = highest;
    }

    /** Makes sequences that this process alone remembers. */
    public static Sequences inMemory() {
        return new Sequences(Optional.empty(), new TreeMap<>());
    }

    /** @throws IOException if the file cannot be read, or is not what was written: nobody would know what is older */
    public static Sequences in(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        Map<TrustDomain, Long> read = new TreeMap<>();
        if (Files.exists(file)) {
            boolean whole = READER.read(Files.readAllBytes(file)) instanceof JsonReader.Outcome.Value(ObjectNode tree)
                    && tree.properties().stream().allMatch(entry -> take(entry.getKey(), entry.getValue(), read));
            if (!whole) {
                throw new IOException(
                        "the file `" + file + "` is malformed: restore it from a backup, or delete it if the"
                                + " bundles of the trust domains are certain to be the newest");
            }
        }
        return new Sequences(Optional.of(file), read);
    }

    private static boolean take(String name, JsonNode sequence, Map<TrustDomain, Long> into) {
        Optional<TrustDomain> domain = TrustDomain.parse(name);
        if (domain.isEmpty() || !sequence.canConvertToLong() || !sequence.isIntegralNumber()) {
            return false;
        }
        into.put(domain.get(), sequence.longValue());
        return true;
    }

    /** Returns why the bundle is not to be trusted: an older one was, or one that counted. Empty if it may be. */
    synchronized Optional<String> objection(SpiffeBundle bundle) {
        Long known = highest.get(bundle.domain());
        if (known == null || bundle.sequence().orElse(Long.MIN_VALUE) >= known) {
            return Optional.empty();
        }
        return Optional.of((bundle.sequence().isPresent()
                        ? "its `spiffe_sequence` is lower than " + known
                        : "its `spiffe_sequence` is missing, so it may be older than " + known)
                + ", the last one trusted: publish the newer bundle again, or, if the trust domain was set up anew,"
                + " delete it from `"
                + FILE + "`");
    }

    /**
     * Remembers the sequence of a bundle that is trusted: nothing older is trusted from now on.
     *
     * @throws IOException if that cannot be made durable
     */
    synchronized void trusted(SpiffeBundle bundle) throws IOException {
        if (bundle.sequence().isEmpty()) {
            return;
        }
        long sequence = bundle.sequence().getAsLong();
        Long before = highest.put(bundle.domain(), sequence);
        if (file.isPresent() && (before == null || before != sequence)) {
            ObjectNode tree = Json.object();
            highest.forEach((domain, value) -> tree.put(domain.name(), value));
            SecretFile.write(file.get(), (tree.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
