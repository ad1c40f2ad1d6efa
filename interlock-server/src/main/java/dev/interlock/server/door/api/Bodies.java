package dev.interlock.server.door.api;

import dev.interlock.server.http.server.Guard;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.json.JsonReader;
import java.io.IOException;

/** Reads the bodies of requests within limits, once it is clear that a request is meant to have one. */
final class Bodies {

    private final Guard guard;
    private final JsonReader reader;

    Bodies(Guard guard, JsonReader reader) {
        this.guard = guard;
        this.reader = reader;
    }

    /** @throws Refusal if it has a query, too, or its body is longer or of another kind than is taken */
    Body of(Request request) throws Refusal, IOException {
        Query.of(request).finish();
        Guard.checkEncoding(request.headers());
        int max = reader.limits().maxBytes();
        byte[] text = request.body(max + 1);
        if (text.length > max) {
            throw new Refusal(413, Refusal.INVALID, "the body is longer than " + max + " bytes: send less");
        }
        if (text.length > 0) {
            guard.checkType(request.headers());
        }
        return Body.read(text, reader);
    }
}
