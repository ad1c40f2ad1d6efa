package dev.interlock.server.enforce;

import dev.interlock.engine.model.Caller;
import java.util.Optional;

/**
 * An authenticated caller at the MCP door.
 *
 * @param onlyTask the one task in which it can act; empty: any of its own
 */
public record AgentCaller(Caller caller, Optional<String> onlyTask) implements dev.interlock.server.enforce.Caller {

    /** Makes a caller that may act in all its tasks. */
    public AgentCaller(Caller caller) {
        this(caller, Optional.empty());
    }

    @Override
    public String key() {
        return caller.runtime();
    }

    @Override
    public String agent() {
        return caller.name();
    }
}
