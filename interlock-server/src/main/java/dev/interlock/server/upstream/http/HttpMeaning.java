package dev.interlock.server.upstream.http;

/** The meaning of an answer's status for its request, by the rules of HTTP itself (RFC 9110). */
public final class HttpMeaning {

    private HttpMeaning() {}

    /**
     * Returns whether a request with this answer was not processed, by the rules of HTTP; servers may do otherwise.
     * 408, 409, 5xx and most redirects may come after the work was done; of the redirects only 307 and 308 ask for the
     * same request elsewhere, and are not followed.
     */
    public static boolean turnsAway(int status) {
        return switch (status) {
            case 307, 308 -> true;
            case 400, 401, 403, 404, 405, 406, 411, 413, 414, 415, 417, 421, 422, 426, 429, 431 -> true;
            default -> false;
        };
    }
}
