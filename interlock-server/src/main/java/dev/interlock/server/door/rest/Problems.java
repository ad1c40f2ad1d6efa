package dev.interlock.server.door.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;

/**
 * The answers of Interlock itself, as problems of RFC 9457. {@code code} is stable, {@code detail} is for people; of a
 * decided call there are {@code verdict}, {@code call}, {@code policy}, {@code reasons} and, where it is held, {@code
 * hold}.
 */
final class Problems {

    private Problems() {}

    static RestExchange.Reply of(int status, String code, String detail, ObjectNode details) {
        ObjectNode problem = Json.object()
                .put("type", "about:blank")
                .put("title", title(status))
                .put("status", status);
        problem.setAll(details);
        problem.put("code", code).put("detail", detail);
        return RestExchange.Reply.problem(status, problem);
    }

    static RestExchange.Reply of(int status, String code, String detail) {
        return of(status, code, detail, Json.object());
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "the request is malformed";
            case 401 -> "the caller is not known";
            case 403 -> "denied";
            case 404 -> "there is no such operation";
            case 409 -> "held until somebody independent approves";
            case 413 -> "the body is too long";
            case 415 -> "the body is of another media type";
            case 429 -> "too many requests";
            case 502 -> "the api gave no usable answer";
            case 503 -> "no decision is possible now";
            case 504 -> "the api did not answer in time";
            default -> "the gateway failed";
        };
    }
}
