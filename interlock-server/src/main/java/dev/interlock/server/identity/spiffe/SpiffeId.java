package dev.interlock.server.identity.spiffe;

import java.util.Optional;

/**
 * A SPIFFE ID (SPIFFE-ID, section 2). Scheme and trust domain are compared without case, the path with it.
 *
 * @param path empty, or begins with a slash and ends with none
 */
public record SpiffeId(TrustDomain domain, String path) {

    private static final String SCHEME = "spiffe://";
    private static final int LONGEST = 2048;

    /** @throws IllegalArgumentException if the path is none; {@link #parse} says so without */
    public SpiffeId {
        if (!isPath(path)) {
            throw new IllegalArgumentException("the path must consist of names and must not end with a slash");
        }
    }

    /** The id that is written so, or nothing if it is none. */
    public static Optional<SpiffeId> parse(String text) {
        if (text.length() > LONGEST || !isSpiffe(text)) {
            return Optional.empty();
        }
        String rest = text.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        String path = slash < 0 ? "" : rest.substring(slash);
        return isPath(path)
                ? TrustDomain.parse(slash < 0 ? rest : rest.substring(0, slash)).map(name -> new SpiffeId(name, path))
                : Optional.empty();
    }

    /** Returns whether the text claims to be a SPIFFE ID: then it is one, or is refused, and is taken for nothing else. */
    public static boolean isSpiffe(String text) {
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    private static boolean isPath(String path) {
        if (path.isEmpty()) {
            return true;
        }
        for (String segment : path.substring(1).split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..") || !isSegment(segment)) {
                return false;
            }
        }
        return path.charAt(0) == '/';
    }

    private static boolean isSegment(String segment) {
        return segment.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '.'
                        || c == '-'
                        || c == '_');
    }

    @Override
    public String toString() {
        return SCHEME + domain + path;
    }
}
