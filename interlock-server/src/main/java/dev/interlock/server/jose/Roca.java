package dev.interlock.server.jose;

import java.math.BigInteger;

/**
 * Finds RSA moduli of the generator of CVE-2017-15361. Its primes are powers of 65537 modulo the product of the first small primes, and so
 * are its moduli: for each of these primes. Of other moduli one in 2^27 or fewer looks so too.
 */
final class Roca {
    private static final int[] PRIMES = {
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
        113, 127, 131, 137, 139, 149, 151, 157, 163, 167
    };
    private static final int GENERATOR = 65537;

    private Roca() {}

    static boolean suspects(BigInteger modulus) {
        for (int prime : PRIMES) {
            if (!isPower(modulus.mod(BigInteger.valueOf(prime)).intValueExact(), prime)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPower(int rest, int prime) {
        int power = 1;
        do {
            if (power == rest) {
                return true;
            }
            power = (int) ((long) power * GENERATOR % prime);
        } while (power != 1);
        return false;
    }
}
