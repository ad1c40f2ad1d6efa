package dev.interlock.server.identity.passkey;

import java.util.OptionalLong;

/**
 * A passkey that counts.
 *
 * @param number of its registration
 * @param name as its person calls it
 * @param credential the id by which browsers know it, in base64url
 * @param key its public key, in base64url
 * @param registeredMillis when it was registered
 * @param usedMillis when it was used last
 * @param uses how often its authenticator counted that it was used; 0 where it does not count
 */
public record Passkey(
        long number,
        String name,
        String credential,
        String key,
        long registeredMillis,
        OptionalLong usedMillis,
        long uses) {}
