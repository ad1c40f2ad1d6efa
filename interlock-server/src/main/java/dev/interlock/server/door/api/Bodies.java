package dev.interlock.server.door.api;

import dev.interlock.server.json.JsonReader;
import java.io.IOException;
import java.util.Optional;

/** Reads the bodies of requests within limits, once it is clear that a request is meant to have one. */
final class Bodies {

    private final RequestGuard guard;
    private final JsonReader reader;

    Bodies(RequestGuard guard, JsonReader reader) {
        this.guard = guard;
        this.reader = reader;
    }

    /** @throws Refusal if it has a query, too, or its body is longer or of another kind than is taken */
    Body of(ApiRequest request) throws Refusal, IOException {
        new Query(request).finish();
        Optional<ApiReply> encoded = guard.encoding(request);
        if (encoded.isPresent()) {
            throw new Refusal(encoded.get());
        }
        int max = reader.limits().maxBytes();
        byte[] text = request.content().read(max + 1);
        if (text.length > max) {
            throw new Refusal(
                    Problems.of(413, Problems.REQUEST, "the body is longer than " + max + " bytes: send less"));
        }
        if (text.length > 0) {
            Optional<ApiReply> refused = guard.media(request);
            if (refused.isPresent()) {
                throw new Refusal(refused.get());
            }
        }
        return Body.read(text, reader);
    }
}
