package dev.interlock.server.mcp;

import dev.interlock.server.upstream.CallOutcome;

/** Carries out the call it was made for. Works once: a second use is a bug and throws {@link IllegalStateException}. */
public interface Forwarder {
    CallOutcome forward();
}
