package dev.interlock.server.oauth;

import dev.interlock.server.http.server.Presented;
import java.io.IOException;

/**
 * A request, free of any HTTP library.
 *
 * @param presented what shows who sends it, and where it goes
 * @param query whether there is one
 */
record OAuthRequest(Presented presented, boolean query, Content content) {

    /** The body. */
    interface Content {
        /** Reads at most this many bytes; that many means that there may be more. */
        byte[] read(int max) throws IOException;
    }

    String method() {
        return presented.method();
    }

    String path() {
        return presented.path();
    }
}
