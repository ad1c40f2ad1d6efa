/** The MCP endpoint over HTTP. */
@NullMarked
package dev.interlock.server.door.mcp.http;

import org.jspecify.annotations.NullMarked;
