package dev.interlock.server.http.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to a request. Closing it gives the connection back, or ends it if there is more to come. Not thread-safe.
 */
public final class Answer implements AutoCloseable {
    private final Origin origin;
    private final Outgoing request;
    private final Connection connection;
    private final AnswerHead head;
    private final AnswerBody body;
    private boolean closed;

    Answer(Origin origin, Outgoing request, Connection connection, AnswerHead head, AnswerBody body) {
        this.origin = origin;
        this.request = request;
        this.connection = connection;
        this.head = head;
        this.body = body;
    }

    public int status() {
        return head.status();
    }

    /** The first header of this name. */
    public Optional<String> header(String name) {
        return head.first(name.toLowerCase(Locale.ROOT));
    }

    /** The headers, with their values in their order, by name in lower case. */
    public Map<String, List<String>> headers() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (AnswerHead.Field field : head.fields()) {
            all.computeIfAbsent(field.name(), name -> new ArrayList<>()).add(field.value());
        }
        return all;
    }

    /** Ends where the answer does; an answer that breaks off is an exception. */
    public InputStream body() {
        return body;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean useful;
        try {
            body.skipWhatIsThere();
            useful = body.whole() && head.keepsAlive();
        } catch (IOException e) {
            useful = false;
        }
        // INVARIANT: once a connection is kept for the next request, nobody who abandons this one can end it.
        if (request.off() && useful) {
            origin.keep(connection, head.keepAliveSeconds());
        } else {
            origin.end(connection);
        }
    }
}
