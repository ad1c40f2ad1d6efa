package dev.interlock.server.http.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.util.Map;

/** The replies that tell errors as problems of RFC 9457. {@code code} is stable, {@code detail} is for people and may change. */
public final class Problem {

    private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/problem+json");

    private Problem() {}

    /** Returns the reply, with the usual title of its status. */
    public static Reply of(int status, String code, String detail) {
        return of(status, title(status), code, detail, Json.object());
    }

    /** @param members further ones, which come before {@code code} and {@code detail} */
    public static Reply of(int status, String title, String code, String detail, ObjectNode members) {
        ObjectNode problem =
                Json.object().put("type", "about:blank").put("title", title).put("status", status);
        problem.setAll(members);
        problem.put("code", code).put("detail", detail);
        return new Reply(status, HEADERS, new Body.Tree(problem));
    }

    /** Returns the reply to a refused request. */
    public static Reply of(Refusal refusal) {
        Reply reply = of(refusal.status(), refusal.code(), refusal.getMessage());
        if (!refusal.flaws().isEmpty()) {
            var errors = reply.tree().putArray("errors");
            refusal.flaws()
                    .forEach(flaw ->
                            errors.addObject().put("pointer", flaw.pointer()).put("detail", flaw.detail()));
        }
        return reply.with(refusal.headers());
    }

    /** Returns the title of a status that means the same at every door. */
    public static String title(int status) {
        return switch (status) {
            case 400 -> "the request is malformed";
            case 401 -> "the caller is not known";
            case 403 -> "the caller is not allowed to do this";
            case 404 -> "there is no such resource";
            case 405 -> "the method is not allowed here";
            case 409 -> "the request conflicts with the current state";
            case 413 -> "the body is too long";
            case 415 -> "the body has the wrong media type";
            case 422 -> "the request cannot be processed";
            case 429 -> "too many requests";
            case 503 -> "no decision is possible now";
            default -> "the server failed";
        };
    }
}
