/** The methods of MCP that both eras share, and the way of a request through the gate and on to the server. */
@NullMarked
package dev.interlock.server.door.mcp.method;

import org.jspecify.annotations.NullMarked;
