package dev.interlock.server.http.fetch;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The outcome of fetching a document. */
public sealed interface Fetched {

    /**
     * The server answered with an object, or with nothing at all, which counts as an empty one; with whatever status.
     * The object may hold secrets.
     *
     * @param status of HTTP; no redirect
     */
    record Answer(int status, ObjectNode body) implements Fetched {

        public boolean fine() {
            return status == 200;
        }

        /** Leaves out the body: it may be a token. */
        @Override
        public String toString() {
            return "Answer[" + status + "]";
        }
    }

    /** @param why as the end of a sentence whose subject is the server: {@code does not answer within 10 s} */
    record Failed(String why) implements Fetched {}
}
