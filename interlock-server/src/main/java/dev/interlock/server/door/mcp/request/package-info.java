/** One request of an MCP client: its context, its answer, and how its caller can be reached meanwhile. */
@NullMarked
package dev.interlock.server.door.mcp.request;

import org.jspecify.annotations.NullMarked;
