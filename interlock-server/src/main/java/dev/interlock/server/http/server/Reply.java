package dev.interlock.server.http.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The reply to a request, free of any web server. Whoever sends it adds the headers of every reply: it is for one caller
 * and one moment, so it is not to be stored unless it says otherwise, and no browser guesses what it is. Immutable.
 *
 * @param status of HTTP
 * @param headers by their names, each once
 * @param afterwards lets go of what the reply holds, once it was sent or never will be
 */
public record Reply(int status, Map<String, String> headers, Body body, Runnable afterwards) {

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
    private static final Map<String, String> TEXT = Map.of("Content-Type", "text/plain; charset=utf-8");
    private static final Runnable NOTHING = () -> {};
    private static final Reply STREAMED = new Reply(200, Map.of(), new Body.Streamed());

    public Reply(int status, Map<String, String> headers, Body body) {
        this(status, headers, body, NOTHING);
    }

    /** Returns a reply that says nothing beyond its status. */
    public static Reply empty(int status) {
        return new Reply(status, Map.of(), Body.NONE);
    }

    /** Returns a reply with this object, whose members may still be changed before it is sent. */
    public static Reply json(int status, ObjectNode tree) {
        return new Reply(status, JSON, new Body.Tree(tree));
    }

    /** Returns a reply with JSON that is written already, or will be when it is sent. */
    public static Reply jsonBody(int status, Body body) {
        return new Reply(status, JSON, body);
    }

    /** Returns a reply with a text for people. */
    public static Reply text(int status, String text) {
        return new Reply(status, TEXT, new Body.Whole(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns what stands for a response that was a stream of events. */
    public static Reply streamed() {
        return STREAMED;
    }

    public Reply with(String header, String value) {
        return with(Map.of(header, value));
    }

    /** Returns the reply with further headers; one of the same name takes the place of the other. */
    public Reply with(Map<String, String> others) {
        if (others.isEmpty()) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.putAll(others);
        return new Reply(status, more, body, afterwards);
    }

    /** Returns the reply, after which this is done as well. */
    public Reply then(Runnable next) {
        return new Reply(status, headers, body, both(afterwards, next));
    }

    private static Runnable both(Runnable first, Runnable second) {
        return () -> {
            try {
                first.run();
            } finally {
                second.run();
            }
        };
    }

    /** Returns the object in the body; empty where it is something else. */
    public ObjectNode tree() {
        return body instanceof Body.Tree(ObjectNode tree) ? tree : Json.object();
    }
}
