package dev.interlock.server.index;

import dev.interlock.engine.event.Event;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The verdict on a call, as the entry of its decision says it. */
public enum Verdict {
    PERMITTED("permitted"),
    HELD("held"),
    DENIED("denied"),
    /** A source told of it: it happened, and nobody was asked. */
    OBSERVED("observed");

    /** The texts of all verdicts. */
    public static final Set<String> TEXTS =
            Stream.of(values()).map(Verdict::text).collect(Collectors.toUnmodifiableSet());

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    public static Verdict of(Event.CallDecided call) {
        return switch (call) {
            case Event.CallReserved _ -> PERMITTED;
            case Event.CallHeld _ -> HELD;
            case Event.CallDenied _ -> DENIED;
            case Event.CallObserved _ -> OBSERVED;
        };
    }
}
