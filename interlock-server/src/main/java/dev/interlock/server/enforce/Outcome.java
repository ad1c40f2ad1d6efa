package dev.interlock.server.enforce;

import dev.interlock.server.domain.UnavailableException;

/** A question among several that were asked together, and its fate. */
public sealed interface Outcome {

    record As(Decided decided) implements Outcome {}

    record Unavailable(UnavailableException why) implements Outcome {}

    /** @throws UnavailableException when it could not be decided or recorded: deny */
    default Decided decided() {
        return switch (this) {
            case As as -> as.decided();
            case Unavailable(UnavailableException why) -> throw new UnavailableException(why.getMessage(), why);
        };
    }
}
