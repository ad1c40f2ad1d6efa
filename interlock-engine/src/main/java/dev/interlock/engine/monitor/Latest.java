package dev.interlock.engine.monitor;

import dev.interlock.engine.event.UnknownAttribute;
import java.util.List;

/**
 * The most recent of calls that were found on several keys: an open one with the greatest number, else the one that settled
 * last by time, of these the one with the greatest number.
 */
final class Latest {

    static final long NONE = -1;

    private long open = NONE;
    private boolean openUnknown;
    private long call = NONE;
    private boolean callUnknown;
    private long time;

    void open(long number) {
        open(number, false);
    }

    /** @param unknown whether nobody registered the attribute of its actor by which it is looked for */
    void open(long number, boolean unknown) {
        if (number > open) {
            open = number;
            openUnknown = unknown;
        }
    }

    void succeeded(long number, long at) {
        succeeded(number, at, false);
    }

    /** @param unknown whether nobody registered the attribute of its actor by which it is looked for */
    void succeeded(long number, long at, boolean unknown) {
        if (call == NONE || at > time || (at == time && number > call)) {
            call = number;
            callUnknown = unknown;
            time = at;
        }
    }

    /** Returns whether the attribute by which the most recent call was looked for is unknown of its actor. */
    boolean isUnknown() {
        return open != NONE ? openUnknown : callUnknown;
    }

    /** Adds what is unknown of the actor of the most recent call, if that is the attribute by which it was looked for. */
    void addUnknown(String attribute, List<UnknownAttribute> into) {
        if (call() != NONE && isUnknown()) {
            into.add(UnknownAttribute.of(call(), attribute));
        }
    }

    /** The number of the most recent call, or {@link #NONE}. */
    long call() {
        return open != NONE ? open : call;
    }
}
