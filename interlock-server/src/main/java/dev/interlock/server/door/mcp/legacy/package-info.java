/** MCP with sessions: before revision 2026-07-28. */
@NullMarked
package dev.interlock.server.door.mcp.legacy;

import org.jspecify.annotations.NullMarked;
