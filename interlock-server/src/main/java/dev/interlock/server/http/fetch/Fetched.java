package dev.interlock.server.http.fetch;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What came of asking for a document. */
public sealed interface Fetched {

    /**
     * An object came, or nothing at all, which counts as an empty one; with whatever status. It may hold secrets.
     *
     * @param status of HTTP; no redirect
     */
    record Answer(int status, ObjectNode body) implements Fetched {

        public boolean fine() {
            return status == 200;
        }

        /** Without the body: it may be a token. */
        @Override
        public String toString() {
            return "Answer[" + status + "]";
        }
    }

    /** @param why as the end of a sentence whose subject is the server: {@code does not answer within 10 s} */
    record Failed(String why) implements Fetched {}
}
