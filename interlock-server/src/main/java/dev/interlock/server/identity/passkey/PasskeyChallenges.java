package dev.interlock.server.identity.passkey;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Challenges that wait for a passkey to sign them: each for one person and one purpose, once, within two minutes. In memory, so none counts
 * over a restart. Thread-safe.
 */
public final class PasskeyChallenges {

    /** The purpose of a challenge that is signed to register a passkey. */
    public static final String REGISTER = "register";

    static final Duration LIFE = Duration.ofMinutes(2);

    private static final int BYTES = 32;
    private static final int MOST = 10_000;
    /** The most challenges of one person, who so cannot end those of others. */
    private static final int MOST_OF_ONE = 20;

    private final SecureRandom random;
    /** The challenges by their text, the oldest first. Guarded by itself. */
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    private record Waiting(String person, String purpose, long madeMillis) {

        boolean isGoodAt(long nowMillis) {
            return nowMillis >= madeMillis && nowMillis - madeMillis < LIFE.toMillis();
        }
    }

    public PasskeyChallenges(SecureRandom random) {
        this.random = random;
    }

    /** @param purpose what it is signed for, such as the digest of a hold */
    public String issue(String person, String purpose, long nowMillis) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String challenge = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        synchronized (waiting) {
            waiting.values().removeIf(one -> !one.isGoodAt(nowMillis));
            List<String> own = waiting.entrySet().stream()
                    .filter(one -> one.getValue().person().equals(person))
                    .map(Map.Entry::getKey)
                    .toList();
            if (own.size() >= MOST_OF_ONE) {
                waiting.remove(own.getFirst());
            } else if (waiting.size() >= MOST) {
                waiting.remove(waiting.keySet().iterator().next());
            }
            waiting.put(challenge, new Waiting(person, purpose, nowMillis));
        }
        return challenge;
    }

    /** Uses a challenge up: returns whether it was made for this. */
    boolean use(String challenge, String person, String purpose, long nowMillis) {
        @Nullable Waiting found;
        synchronized (waiting) {
            found = waiting.remove(challenge);
        }
        return found != null
                && found.isGoodAt(nowMillis)
                && found.person().equals(person)
                && found.purpose().equals(purpose);
    }
}
