package dev.interlock.policy.catalog;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The answers of a server that prove that a call had no effect. A server can run a call to its end and then refuse the answer, as
 * one that checks results against a schema does; so a refusal is no proof by itself, and somebody who knows the server says which
 * of its refusals are.
 *
 * @param signs of an answer, each of which is proof by itself
 */
public record NoEffect(Set<Sign> signs) {

    /**
     * The refusals that are believed where a catalogue says nothing: a server that asks who is there, or does not know the session,
     * has not come to the call. A server that answers so after an effect breaks this trust, and a catalogue may withdraw it.
     */
    public static final NoEffect BY_DEFAULT = new NoEffect(Set.of(Sign.CHALLENGE, Sign.SESSION));

    public NoEffect {
        signs = Set.copyOf(signs);
    }

    /**
     * Returns whether a call had no effect: each of its sendings was answered with a sign of that. A call that was never sent had
     * none.
     *
     * @param sendings the signs of the answer to each; none where there was no answer
     */
    public boolean proven(List<Set<Sign>> sendings) {
        return sendings.stream().noneMatch(answer -> Collections.disjoint(answer, signs));
    }

    /**
     * A sign in an answer that can be seen from outside the server.
     *
     * @param text as a catalogue writes it
     */
    public record Sign(String text) {

        /** A status 401 that says how to authenticate, as HTTP demands. */
        public static final Sign CHALLENGE = new Sign("401-challenge");
        /** A status 404 to a request that named a session. */
        public static final Sign SESSION = new Sign("404-session");
        /** An error by the tool's own account: {@code isError} of MCP, a status 4xx of a REST API but 408. */
        public static final Sign IS_ERROR = new Sign("is-error");

        private static final Map<String, Sign> WORDS =
                Map.of(CHALLENGE.text, CHALLENGE, SESSION.text, SESSION, IS_ERROR.text, IS_ERROR);

        /** A status of HTTP. */
        public static Sign status(int status) {
            return new Sign(Integer.toString(status));
        }

        /**
         * The sign of an error code of JSON-RPC; none for a code that looks like a status of HTTP, as {@code 429} is the status
         * alone.
         */
        public static Set<Sign> code(int code) {
            return isStatus(code) ? Set.of() : Set.of(new Sign(Integer.toString(code)));
        }

        /** Returns whether a number is a status of HTTP, which no error code of JSON-RPC should be. */
        public static boolean isStatus(int number) {
            return number >= 100 && number <= 599;
        }

        /** The signs that have a word. */
        public static Collection<String> words() {
            return WORDS.keySet();
        }

        /** Returns whether a sign has this word. */
        public static boolean isWord(String text) {
            return WORDS.containsKey(text);
        }
    }
}
