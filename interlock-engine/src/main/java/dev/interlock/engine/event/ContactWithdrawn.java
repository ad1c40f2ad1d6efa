package dev.interlock.engine.event;

/**
 * A person withdrew the contacts of a call: from here on it verifies nothing, even if its outcome becomes known only later.
 *
 * @param call the call that registered them
 * @param by the person
 */
public record ContactWithdrawn(long call, String by, String reason) implements Event {}
