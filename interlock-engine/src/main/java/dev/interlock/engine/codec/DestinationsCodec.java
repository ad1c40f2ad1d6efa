package dev.interlock.engine.codec;

import dev.interlock.engine.model.Destination;
import dev.interlock.engine.model.Destinations;

/** The destinations of a call. They can be forgotten: a digest tells whether it is that of an address that somebody guesses. */
final class DestinationsCodec {

    private DestinationsCodec() {}

    static void write(Writer out, Destinations destinations) {
        out.truth("complete", destinations.complete());
        if (!destinations.named().isEmpty()) {
            out.forgettable().records("named", destinations.named(), DestinationsCodec::writeOne);
        }
    }

    static Destinations read(Reader in) {
        return new Destinations(in.truth("complete"), in.forgettable().records("named", DestinationsCodec::readOne));
    }

    private static void writeOne(Writer out, Destination destination) {
        out.flag("carried", destination.carried());
        out.text("digest", destination.digest());
        out.text("path", destination.path());
    }

    private static Destination readOne(Reader in) {
        return new Destination(in.text("path"), in.text("digest"), in.flag("carried"));
    }
}
