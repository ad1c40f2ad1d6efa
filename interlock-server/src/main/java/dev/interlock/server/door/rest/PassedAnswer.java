package dev.interlock.server.door.rest;

import dev.interlock.server.http.server.Body;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.openapi.Operation;
import dev.interlock.server.upstream.rest.Payload;
import dev.interlock.server.upstream.rest.RestApi;
import dev.interlock.server.upstream.rest.RestOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The answer of an API as the agent gets it: status and body unchanged, and of the headers those that describe the
 * body.
 */
final class PassedAnswer {

    /** The headers that are passed on in any case. */
    private static final List<String> ALWAYS = List.of(
            "content-type",
            "content-language",
            "content-disposition",
            "etag",
            "last-modified",
            "retry-after",
            "deprecation",
            "sunset");

    /**
     * The headers that are never passed on, even if the description names them: they are about the connection, or speak for somebody
     * else.
     */
    private static final Set<String> NEVER = Set.of(
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "content-length",
            "content-encoding",
            "set-cookie",
            "set-cookie2",
            "www-authenticate",
            "authentication-info",
            "location",
            "content-location",
            "link",
            "refresh",
            "server",
            "date",
            "via",
            "vary",
            "alt-svc",
            "clear-site-data",
            "cache-control",
            "x-content-type-options",
            "strict-transport-security",
            "content-security-policy");

    private static final List<String> NEVER_BEGINNING =
            List.of("proxy-", "access-control-", "interlock-", "mcp-", "sec-", "cross-origin-");

    private PassedAnswer() {}

    static Reply of(RestApi api, Operation operation, RestOutcome.Answered answer) {
        boolean empty = operation.method().equals("HEAD") || answer.status() == 204 || answer.status() == 304;
        Body body = empty ? Body.NONE : body(answer.body());
        return new Reply(answer.status(), headers(api, operation, answer), body);
    }

    private static Body body(Payload payload) {
        return switch (payload) {
            case Payload.Whole(byte[] bytes) -> new Body.Whole(bytes);
            case Payload.Filed filed -> new Body.Written(filed.length(), true, filed::writeTo);
        };
    }

    /** The headers that go on. */
    static Map<String, String> headers(RestApi api, Operation operation, RestOutcome.Answered answer) {
        Map<String, String> headers = new LinkedHashMap<>();
        answer.headers().forEach((name, values) -> {
            if (values.size() == 1 && passes(operation, name) && isPlain(values.getFirst())) {
                headers.put(name, values.getFirst());
            }
        });
        location(api, answer).ifPresent(place -> headers.put(Meaning.LOCATION, place));
        return headers;
    }

    private static boolean passes(Operation operation, String name) {
        return ALWAYS.contains(name)
                || (operation.answerHeaders().contains(name)
                        && !NEVER.contains(name)
                        && NEVER_BEGINNING.stream().noneMatch(name::startsWith));
    }

    private static boolean isPlain(String value) {
        return value.chars().allMatch(c -> (c >= ' ' && c <= '~') || c == '\t');
    }

    /** Returns where the agent finds the created resource: below this door. A place elsewhere is not passed on. */
    private static Optional<String> location(RestApi api, RestOutcome.Answered answer) {
        return answer.only(Meaning.LOCATION)
                .flatMap(reference -> Meaning.below(api.base(), answer.target(), reference))
                .map(path -> "/rest/" + api.name() + path);
    }
}
