package dev.interlock.server.jose;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.store.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that sign Interlock's own tokens, in {@code token-keys.json} (mode 0600) in the data folder. One signs; the next one is
 * published before it signs, so that whoever keeps the set knows it in time; retired ones stay published until the last token that they
 * signed has expired. Thread-safe: signing goes on while keys change.
 */
public final class SigningKeys {

    /** The file in the data folder with the keys that sign tokens. */
    public static final String FILE = "token-keys.json";

    /** The file in the data folder with the keys that sign tokens of break-glass lanes, and nothing else. */
    public static final String LANE_FILE = "lane-keys.json";

    /**
     * The file in the data folder with the keys that sign records of approvals. Nothing rotates them: such a record is looked at years
     * later.
     */
    public static final String RECORD_FILE = "record-keys.json";

    private final Path file;
    private final Algorithm algorithm;
    private final SecureRandom random;
    private volatile Ring ring;

    /**
     * @param since when the current key began to sign
     * @param published all public keys, the current one first
     */
    private record Ring(SigningKey current, Instant since, SigningKey next, List<Retired> retired, KeySet published) {
        static Ring of(SigningKey current, Instant since, SigningKey next, List<Retired> retired) {
            List<VerificationKey> all = new ArrayList<>(List.of(current.published(), next.published()));
            retired.forEach(old -> all.add(old.key()));
            return new Ring(current, since, next, List.copyOf(retired), KeySet.of(all));
        }
    }

    private record Retired(VerificationKey key, Instant until) {}

    private SigningKeys(Path file, Algorithm algorithm, SecureRandom random, Ring ring) {
        this.file = file;
        this.algorithm = algorithm;
        this.random = random;
        this.ring = ring;
    }

    /**
     * The keys in {@code folder}; at the first start they are made.
     *
     * @param algorithm of new keys; keys of another one go on until they are rotated away
     * @throws IOException if the file is malformed, or others may read it
     */
    public static SigningKeys open(Path folder, Algorithm algorithm, Instant now, SecureRandom random)
            throws IOException {
        return open(folder, FILE, algorithm, now, random);
    }

    /** The keys for tokens of break-glass lanes: whoever knows the others can make none. */
    public static SigningKeys openForLanes(Path folder, Algorithm algorithm, Instant now, SecureRandom random)
            throws IOException {
        return open(folder, LANE_FILE, algorithm, now, random);
    }

    /** The keys for records of approvals: they sign nothing that opens a door. */
    public static SigningKeys openForRecords(Path folder, Instant now, SecureRandom random) throws IOException {
        return open(folder, RECORD_FILE, Algorithm.ED25519, now, random);
    }

    private static SigningKeys open(Path folder, String name, Algorithm algorithm, Instant now, SecureRandom random)
            throws IOException {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
            return new SigningKeys(file, algorithm, random, read(file));
        }
        Ring made =
                Ring.of(SigningKey.generate(algorithm, random), now, SigningKey.generate(algorithm, random), List.of());
        SigningKeys keys = new SigningKeys(file, algorithm, random, made);
        keys.write(made);
        return keys;
    }

    /**
     * A token: a JWS in compact form of these claims, whose header holds {@code alg}, {@code kid} and {@code typ}.
     *
     * @param type {@code typ}, such as {@code at+jwt}
     */
    public String sign(String type, ObjectNode claims) {
        return ring.current.sign(type, claims);
    }

    /**
     * A JWS in compact form of these bytes.
     *
     * @param type {@code typ}
     * @param content {@code cty}: what the bytes are
     */
    public String sign(String type, String content, byte[] payload) {
        return ring.current.sign(type, content, payload);
    }

    /** The public keys, to verify with. */
    public KeySet keys() {
        return ring.published;
    }

    /** The same as a JWK set (RFC 7517) to publish: a new tree. */
    public ObjectNode jwks() {
        ObjectNode set = Json.object();
        ArrayNode keys = set.putArray("keys");
        for (VerificationKey key : ring.published.keys()) {
            ObjectNode jwk = key.jwk();
            jwk.put("kid", key.id().orElseThrow());
            jwk.put("use", "sig");
            jwk.put("alg", key.algorithms().iterator().next().written());
            keys.add(jwk);
        }
        return set;
    }

    /** The id of the key that signs. */
    public String currentId() {
        return ring.current.published().id().orElseThrow();
    }

    /** The time at which the current key began to sign. */
    public Instant since() {
        return ring.since;
    }

    /**
     * Rotates the keys: the next key signs from now on, another one is published, and those whose time is over are forgotten.
     *
     * @param overlap how long the old key stays published: as long as a token may live, and the skew of clocks
     * @throws IOException if that cannot be made durable; then nothing has changed
     */
    public synchronized void rotate(Instant now, Duration overlap) throws IOException {
        Ring before = ring;
        List<Retired> retired = unexpired(before, now);
        retired.add(new Retired(before.current.published(), now.plus(overlap)));
        become(Ring.of(before.next, now, SigningKey.generate(algorithm, random), retired));
    }

    /**
     * Rotates if the current key has signed for so long.
     *
     * @return whether it was time
     */
    public synchronized boolean rotateIfDue(Instant now, Duration period, Duration overlap) throws IOException {
        if (now.isBefore(ring.since.plus(period))) {
            Ring before = ring;
            List<Retired> retired = unexpired(before, now);
            if (retired.size() < before.retired.size()) {
                become(Ring.of(before.current, before.since, before.next, retired));
            }
            return false;
        }
        rotate(now, overlap);
        return true;
    }

    /**
     * Replaces all keys at once, as somebody else may know them: no token that they signed counts any more.
     *
     * @throws IOException if that cannot be made durable; then nothing has changed
     */
    public synchronized void replaceAll(Instant now) throws IOException {
        become(Ring.of(SigningKey.generate(algorithm, random), now, SigningKey.generate(algorithm, random), List.of()));
    }

    private static List<Retired> unexpired(Ring ring, Instant now) {
        List<Retired> kept = new ArrayList<>(ring.retired);
        kept.removeIf(old -> !old.until.isAfter(now));
        return kept;
    }

    private void become(Ring after) throws IOException {
        write(after); // before anybody sees a token by the new key
        ring = after;
    }

    private void write(Ring state) throws IOException {
        ObjectNode tree = Json.object();
        tree.put("since", state.since.toString());
        tree.set("current", state.current.secret());
        tree.set("next", state.next.secret());
        ArrayNode retired = tree.putArray("retired");
        for (Retired old : state.retired) {
            ObjectNode entry = retired.addObject();
            entry.put("until", old.until.toString());
            entry.set("key", KeyForm.published(old.key));
        }
        SecretFile.write(file, (tree.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static Ring read(Path file) throws IOException {
        return KeyForm.in(file, SecretFile.read(file, "the file of token keys"), tree -> {
            List<Retired> retired = new ArrayList<>();
            for (var entry : tree.required("retired")) {
                retired.add(new Retired(
                        KeyForm.key(entry.required("key")),
                        Instant.parse(entry.required("until").textValue())));
            }
            return Ring.of(
                    SigningKey.of(tree.required("current")),
                    Instant.parse(tree.required("since").textValue()),
                    SigningKey.of(tree.required("next")),
                    retired);
        });
    }

    /** Shows no key. */
    @Override
    public String toString() {
        return "SigningKeys[" + ring.published.keys().size() + "]";
    }
}
