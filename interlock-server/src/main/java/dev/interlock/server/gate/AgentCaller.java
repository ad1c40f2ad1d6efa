package dev.interlock.server.gate;

import dev.interlock.engine.model.Caller;

/** An authenticated caller at the MCP door. */
public record AgentCaller(Caller caller) implements dev.interlock.server.mcp.Caller {

    @Override
    public String key() {
        return caller.runtime();
    }

    @Override
    public String agent() {
        return caller.name();
    }
}
