package dev.interlock.engine.state;

import dev.interlock.engine.event.Event;

/** A bundle that somebody proposed, and when, in milliseconds since 1970. */
public record Proposed(Event.BundleProposed event, long timeMillis) {}
