package dev.interlock.server.oauth;

import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.KeySet;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The authorization server. Without it no token is issued.
 *
 * @param issuer the address by which callers know this server, without a path; empty: the one that it listens on
 * @param tokenTime how long a token lives at most
 * @param algorithm of the keys that sign tokens
 * @param rotation how long one key signs
 * @param clients resource servers that may ask about tokens and take them back, by name, with their public keys
 */
public record OAuthConfig(
        Optional<String> issuer,
        Duration tokenTime,
        Algorithm algorithm,
        Duration rotation,
        SortedMap<String, KeySet> clients) {

    static final Duration TOKEN_TIME = Duration.ofMinutes(5);
    static final Duration ROTATION = Duration.ofDays(30);

    public OAuthConfig {
        clients = Collections.unmodifiableSortedMap(new TreeMap<>(clients));
    }
}
