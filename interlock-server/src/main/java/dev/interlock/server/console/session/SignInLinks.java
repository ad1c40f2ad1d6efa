package dev.interlock.server.console.session;

import dev.interlock.engine.model.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Links by which one person signs in to the console once, within five minutes. Only digests of them are kept, in memory. Thread-safe.
 */
public final class SignInLinks {

    /** The time within which a link has to be used. */
    public static final Duration LIFE = Duration.ofMinutes(5);

    private static final int MOST = 1_000;
    /** The most links of one person, so that nobody can end the links of others. */
    private static final int MOST_OF_ONE = 20;

    private static final int BYTES = 24;

    private final InstantSource clock;
    private final SecureRandom random;
    /** The links that can be used, by the digest of their token, the oldest first. Guarded by itself. */
    private final Map<String, Link> byDigest = new LinkedHashMap<>();

    private record Link(Caller person, Instant made) {

        /** Returns whether it can be used: not where the clock went back to before it was made, for nobody knows how old it is. */
        boolean isGoodAt(Instant now) {
            return !now.isBefore(made) && now.isBefore(made.plus(LIFE));
        }
    }

    public SignInLinks(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** Makes the token of a new link for a person: a secret. When there are too many, the oldest one ends. */
    public String issue(Caller person) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        synchronized (byDigest) {
            byDigest.values().removeIf(link -> !link.isGoodAt(now));
            List<String> own = byDigest.entrySet().stream()
                    .filter(link -> link.getValue().person().name().equals(person.name()))
                    .map(Map.Entry::getKey)
                    .toList();
            if (own.size() >= MOST_OF_ONE) {
                byDigest.remove(own.getFirst());
            } else if (byDigest.size() >= MOST) {
                byDigest.remove(byDigest.keySet().iterator().next());
            }
            byDigest.put(digest(token), new Link(person, now));
        }
        return token;
    }

    /** Returns whose a link is that can be used, and leaves it as it is. */
    public Optional<Caller> whose(String token) {
        synchronized (byDigest) {
            return person(byDigest.get(digest(token)));
        }
    }

    /** Uses a link up: returns whose it is, if it can be used. */
    public Optional<Caller> use(String token) {
        @Nullable Link link;
        synchronized (byDigest) {
            link = byDigest.remove(digest(token));
        }
        return person(link);
    }

    private Optional<Caller> person(@Nullable Link link) {
        return Optional.ofNullable(link)
                .filter(found -> found.isGoodAt(clock.instant()))
                .map(Link::person);
    }

    private static String digest(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
