package dev.interlock.server.domain;

import dev.interlock.engine.codec.CodecException;
import dev.interlock.engine.codec.EventCodec;
import dev.interlock.engine.event.Recorded;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.json.NotCanonicalException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events as leaves of the ledger: canonical JSON of their plain values. */
public final class Leaves {

    private Leaves() {}

    public static byte[] encode(Recorded recorded) {
        return CanonicalJson.encode(EventCodec.toMap(recorded));
    }

    /** @throws IOException if the leaf is not the encoding of an event */
    public static Recorded decode(long index, byte[] leaf) throws IOException {
        try {
            if (CanonicalJson.decode(leaf) instanceof Map<?, ?> map) {
                @SuppressWarnings("unchecked") // keys of a JSON object are strings
                Recorded recorded = EventCodec.fromMap((Map<String, @Nullable Object>) map);
                return recorded;
            }
            throw new IOException("entry " + index + " of the ledger is no event");
        } catch (NotCanonicalException | CodecException e) {
            throw new IOException("entry " + index + " of the ledger is no event: " + e.getMessage(), e);
        }
    }
}
