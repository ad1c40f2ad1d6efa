package dev.interlock.ledger.commitment;

import java.security.SecureRandom;
import java.util.Arrays;

/** A source of salts. Not safe for use by several threads. */
@FunctionalInterface
public interface Salts {
    /** Returns a salt that nobody can guess, and that is used once. */
    byte[] next();

    /** Salts of the platform's random numbers, which are fetched many at a time: asking for each by itself takes as long as hashing. */
    static Salts random() {
        var random = new SecureRandom();
        var fetched = new byte[256 * Opening.SALT];
        var at = new int[] {fetched.length};
        return () -> {
            if (at[0] == fetched.length) {
                random.nextBytes(fetched);
                at[0] = 0;
            }
            byte[] salt = Arrays.copyOfRange(fetched, at[0], at[0] + Opening.SALT);
            Arrays.fill(fetched, at[0], at[0] + Opening.SALT, (byte) 0);
            at[0] += Opening.SALT;
            return salt;
        };
    }
}
