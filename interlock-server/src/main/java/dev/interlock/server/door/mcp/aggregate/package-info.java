/** Several MCP servers behind one endpoint. */
@NullMarked
package dev.interlock.server.door.mcp.aggregate;

import org.jspecify.annotations.NullMarked;
