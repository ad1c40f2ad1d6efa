package dev.interlock.server.mcp;

/** The two shapes of MCP: before and since revision 2026-07-28. */
public enum Era {
    /** The era in which every request stands by itself and carries its revision and capabilities in `_meta`. */
    MODERN,
    /** A connection begins with `initialize`; over HTTP a session id holds it together. */
    LEGACY
}
