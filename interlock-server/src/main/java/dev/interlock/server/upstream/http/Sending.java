package dev.interlock.server.upstream.http;

import dev.interlock.server.http.client.Answer;
import dev.interlock.server.http.client.Origin;
import dev.interlock.server.http.client.Outgoing;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The requests of one exchange, one after another, which any thread can give up. Thread-safe. */
final class Sending {
    private final Origin origin;
    private @Nullable Outgoing last; // guarded by this
    private boolean abandoned; // guarded by this

    Sending(Origin origin) {
        this.origin = origin;
    }

    /** @throws IOException as {@link Origin#send} does, and when the exchange was given up */
    Answer send(Outgoing request) throws IOException {
        synchronized (this) {
            last = request;
            if (abandoned) {
                request.abandon();
            }
        }
        return origin.send(request);
    }

    /** Ends the exchange: what it waits for breaks off, and nothing more is sent. */
    void abandon() {
        Outgoing now;
        synchronized (this) {
            abandoned = true;
            now = last;
        }
        if (now != null) {
            now.abandon();
        }
    }
}
