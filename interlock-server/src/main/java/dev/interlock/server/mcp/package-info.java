/**
 * The door towards agents that speak MCP, both eras: it reads, authenticates and cross-checks, asks the
 * {@link dev.interlock.server.enforce.ToolGate}, and says the answer in the caller's era. It decides nothing.
 */
@NullMarked
package dev.interlock.server.mcp;

import org.jspecify.annotations.NullMarked;
