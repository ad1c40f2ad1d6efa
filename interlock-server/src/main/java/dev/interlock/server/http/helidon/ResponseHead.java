package dev.interlock.server.http.helidon;

import dev.interlock.server.http.server.Reply;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The heads of responses. Names and whole headers that many of them have are made once. */
final class ResponseHead {

    private static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
    private static final Header NO_SNIFFING = HeaderValues.X_CONTENT_TYPE_OPTIONS_NOSNIFF;
    /** A proxy that waits for more before it passes anything on would make events pointless. */
    private static final Header UNBUFFERED = HeaderValues.createCached("X-Accel-Buffering", "no");

    private static final String TYPE = "Content-Type";
    private static final Map<String, Header> TYPES = Map.of(
            "application/json", type("application/json"),
            "application/problem+json", type("application/problem+json"),
            "text/plain; charset=utf-8", type("text/plain; charset=utf-8"));

    /** The names of other headers, which are ours or those of descriptions of APIs: each is kept. */
    private static final Map<String, HeaderName> NAMES = new ConcurrentHashMap<>();

    private ResponseHead() {}

    private static Header type(String type) {
        return HeaderValues.createCached(HeaderNames.CONTENT_TYPE, type);
    }

    /** @param closing whether the connection ends with this response, as the client asked */
    static void of(Reply reply, boolean closing, ServerResponse response) {
        response.status(Status.create(reply.status()));
        if (closing) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        response.header(NO_STORE);
        response.header(NO_SNIFFING);
        add(reply.headers(), response);
    }

    static void ofEvents(ServerResponse response, Map<String, String> more) {
        response.status(Status.OK_200);
        response.header(HeaderValues.CONTENT_TYPE_EVENT_STREAM);
        response.header(NO_STORE);
        response.header(NO_SNIFFING);
        response.header(UNBUFFERED);
        add(more, response);
    }

    private static void add(Map<String, String> headers, ServerResponse response) {
        for (Map.Entry<String, String> header : headers.entrySet()) {
            response.header(header(header.getKey(), header.getValue()));
        }
    }

    private static Header header(String name, String value) {
        Header type = name.equals(TYPE) ? TYPES.get(value) : null;
        return type != null ? type : HeaderValues.create(NAMES.computeIfAbsent(name, HeaderNames::create), value);
    }
}
