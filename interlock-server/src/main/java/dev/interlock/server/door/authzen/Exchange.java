package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.server.Presented;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP request to the door and the reply to it, free of any HTTP library. */
final class Exchange {

    static final String JSON = "application/json";

    private Exchange() {}

    /** The body is read only once the sender is known. */
    interface Body {
        /** Returns at most this many bytes; that many means that there may be more. */
        byte[] read(int max) throws IOException;
    }

    /** The request. */
    record Inbound(Presented presented, Body body) {
        String method() {
            return presented.method();
        }

        String path() {
            return presented.path();
        }
    }

    /** The reply. */
    record Reply(int status, Map<String, String> headers, byte[] body) {

        static Reply of(ObjectNode answer) {
            return of(200, answer);
        }

        static Reply of(int status, ObjectNode answer) {
            return new Reply(status, Map.of("Content-Type", JSON), Json.bytes(answer));
        }

        /** Returns the reply to a refused request as the API wants it: a message and no more. */
        static Reply of(Refusal refusal) {
            var headers = new LinkedHashMap<>(refusal.headers());
            String problem = headers.remove(Refusal.PROBLEM);
            if (problem != null) {
                headers.put("Content-Type", "application/problem+json");
                ObjectNode body = Json.object()
                        .put("type", problem)
                        .put("title", title(problem, refusal.status()))
                        .put("status", refusal.status())
                        .put("detail", refusal.message());
                return new Reply(refusal.status(), headers, Json.bytes(body));
            }
            headers.put("Content-Type", "text/plain; charset=utf-8");
            return new Reply(refusal.status(), headers, refusal.message().getBytes(StandardCharsets.UTF_8));
        }

        private static String title(String problem, int status) {
            return problem.equals(Refusal.BLANK)
                    ? switch (status) {
                        case 400 -> "Bad Request";
                        case 404 -> "Not Found";
                        case 405 -> "Method Not Allowed";
                        case 413 -> "Content Too Large";
                        case 429 -> "Too Many Requests";
                        case 503 -> "Service Unavailable";
                        default -> "Error";
                    }
                    : problem.substring(problem.lastIndexOf(':') + 1).replace('_', ' ');
        }

        Reply with(String header, String value) {
            var all = new LinkedHashMap<>(headers);
            all.put(header, value);
            return new Reply(status, all, body);
        }
    }
}
