package dev.interlock.server.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Presence;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.server.Body;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The way of the console to {@code /v1}, as the person who is signed in. Whatever a page shows or does goes through here, so that nobody
 * sees or does more in the console than the API lets them. For one request, by one thread: what several parts of a page ask is asked once,
 * so that they agree.
 */
public final class V1 {

    private final Api api;
    private final Caller person;
    private final Optional<Presence> presence;
    /** The answers of reads since the last change, by their targets. */
    private final Map<String, ObjectNode> read = new HashMap<>();

    /** The API, asked within the process. Thread-safe. */
    @FunctionalInterface
    public interface Api {

        /**
         * Answers a request below {@code /v1} as the API answers it when this caller sends it.
         *
         * @param presence the caller's proof to be there
         */
        Reply answer(Caller caller, Optional<Presence> presence, Request request) throws IOException;
    }

    /**
     * The way of one person.
     *
     * @param person who is signed in
     * @param presence their proof to be there, if it is known when they gave it
     */
    public V1(Api api, Caller person, Optional<Presence> presence) {
        this.api = api;
        this.person = person;
        this.presence = presence;
    }

    /**
     * Reads a resource.
     *
     * @param target the path below {@code /v1/}, with a query if there is one, both encoded: see {@link #encoded}
     * @return the answer, which several readers may have: it is not to be changed
     * @throws V1Refusal if the API refuses it
     */
    public ObjectNode get(String target) throws V1Refusal, IOException {
        ObjectNode known = read.get(target);
        if (known == null) {
            known = answered(V1Request.get(target));
            read.put(target, known);
        }
        return known;
    }

    /**
     * Reads a resource that is a file.
     *
     * @return its bytes
     * @throws V1Refusal if the API refuses it
     */
    public byte[] file(String target) throws V1Refusal, IOException {
        Reply reply = api.answer(person, presence, V1Request.get(target));
        if (reply.status() >= 400) {
            throw V1Refusal.of(reply);
        }
        return reply.body() instanceof Body.Whole(byte[] bytes) ? bytes : new byte[0];
    }

    /**
     * Changes something.
     *
     * @param target the path below {@code /v1/}
     * @throws V1Refusal if the API refuses it; then nothing was done
     */
    public ObjectNode post(String target, ObjectNode body) throws V1Refusal, IOException {
        read.clear();
        return answered(V1Request.post(target, Json.bytes(body)));
    }

    private ObjectNode answered(Request request) throws V1Refusal, IOException {
        Reply reply = api.answer(person, presence, request);
        try {
            if (reply.status() >= 400) {
                throw V1Refusal.of(reply);
            }
            return reply.tree();
        } finally {
            reply.afterwards().run();
        }
    }

    /** Returns a segment of a path, or a value of a query, as it is written in a target. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
