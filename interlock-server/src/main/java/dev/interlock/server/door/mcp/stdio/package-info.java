/** MCP over standard input and output, for one client. */
@NullMarked
package dev.interlock.server.door.mcp.stdio;

import org.jspecify.annotations.NullMarked;
