package dev.interlock.server.jose;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The values that verified tokens proved, until they expire: a signature is checked once. Tokens are kept as digests. Bounded: the
 * token that was asked about the longest ago is forgotten first, which costs a verification and nothing else. Refusals are never
 * kept. Thread-safe.
 */
public final class VerificationCache<V> {

    private record Proven<V>(V value, long untilMillis) {}

    /** One state of the cache; a new one takes its place when keys change, so that what the old keys proved cannot come back. */
    private static final class Generation<V> {
        private volatile ConcurrentHashMap<TokenDigest, Proven<V>> young = new ConcurrentHashMap<>();
        private volatile ConcurrentHashMap<TokenDigest, Proven<V>> old = new ConcurrentHashMap<>();
    }

    private final int half;
    private volatile Generation<V> generation = new Generation<>();

    /** @param most tokens that are kept at most, at least two */
    public VerificationCache(int most) {
        if (most < 2) {
            throw new IllegalArgumentException("a cache needs at least two entries");
        }
        this.half = most / 2;
    }

    /**
     * Returns what the token proves.
     *
     * @param verify asked if it is not known; what it refuses is asked again the next time
     * @param until when its value counts no more
     */
    public JwtResult<V> get(
            String token, Instant now, Function<String, JwtResult<V>> verify, Function<? super V, Instant> until) {
        Generation<V> current = generation; // before the keys are looked at
        TokenDigest digest = TokenDigest.of(token);
        Optional<V> known = find(current, digest, now.toEpochMilli());
        if (known.isPresent()) {
            return JwtResult.ok(known.get());
        }
        JwtResult<V> result = verify.apply(token);
        result.toOptional()
                .ifPresent(value -> keep(
                        current, digest, new Proven<>(value, until.apply(value).toEpochMilli())));
        return result;
    }

    /** Forgets everything: the keys have changed. What is being verified with the old ones is not kept either. */
    public void clear() {
        generation = new Generation<>();
    }

    private Optional<V> find(Generation<V> in, TokenDigest digest, long now) {
        Proven<V> proven = in.young.get(digest);
        if (proven == null) {
            proven = in.old.get(digest);
            if (proven != null && proven.untilMillis > now) {
                keep(in, digest, proven);
            }
        }
        return proven != null && proven.untilMillis > now ? Optional.of(proven.value) : Optional.empty();
    }

    private void keep(Generation<V> in, TokenDigest digest, Proven<V> proven) {
        if (in.young.size() >= half) {
            synchronized (in) {
                if (in.young.size() >= half) {
                    in.old = in.young;
                    in.young = new ConcurrentHashMap<>();
                }
            }
        }
        in.young.put(digest, proven);
    }

    /** Returns how many values are kept; for tests. */
    int size() {
        Generation<V> current = generation;
        return current.young.size() + current.old.size();
    }
}
