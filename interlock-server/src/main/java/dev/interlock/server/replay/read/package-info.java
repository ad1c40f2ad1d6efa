/**
 * Traces of others: one small reader for each form, each from a stream to {@link TraceEvent}s, whatever the bytes are. What
 * cannot be read is an event as well.
 */
@NullMarked
package dev.interlock.server.replay.read;

import org.jspecify.annotations.NullMarked;
