/** MCP since revision 2026-07-28: each request stands by itself, and can wait, ask and become a task. */
@NullMarked
package dev.interlock.server.door.mcp.modern;

import org.jspecify.annotations.NullMarked;
