package dev.interlock.server.console.page.rule;

/** Digests of bundles as people write them. */
final class Digests {

    /** The digits by which people tell bundles apart. */
    private static final int SHORT = 8;

    private Digests() {}

    /** The beginning of a digest, without its algorithm. */
    static String shortened(String digest) {
        String hex = digest.substring(digest.indexOf(':') + 1);
        return hex.length() <= SHORT ? hex : hex.substring(0, SHORT);
    }
}
