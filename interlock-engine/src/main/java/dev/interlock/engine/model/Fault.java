package dev.interlock.engine.model;

/**
 * Something in a call that could not be mapped to facts: a missing object argument, an amount that is no number. Each
 * fault denies the call.
 *
 * @param place place of the fault, as a path into the call ({@code args.vendor_id})
 * @param message what is wrong and what would be right, in lower case, without any secret
 * @param secret whether the fault is that a secret stands there; nothing of the secret is in the facts
 */
public record Fault(String place, String message, boolean secret) {

    /** A fault other than a secret. */
    public Fault(String place, String message) {
        this(place, message, false);
    }

    /** The place, and what is wrong there. */
    public String text() {
        return place + ": " + message;
    }
}
