package dev.interlock.server.domain;

import dev.interlock.engine.codec.EventCodec;
import dev.interlock.engine.event.Recorded;
import dev.interlock.ledger.json.CanonicalJson;

/** Events as canonical JSON that hides nothing, for people and programs that are told of them. */
public final class Leaves {

    private Leaves() {}

    /** The event with everything in its place. Its hash is not that of its leaf, which hides what may have to be forgotten. */
    public static byte[] shown(Recorded recorded) {
        return CanonicalJson.encode(EventCodec.toMap(recorded));
    }
}
