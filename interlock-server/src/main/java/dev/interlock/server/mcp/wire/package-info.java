/**
 * The MCP wire: JSON-RPC messages read strictly, written compactly, and the names that the revisions of the protocol
 * give to things. Knows no transport; shared by doors, upstream clients and servers.
 */
@NullMarked
package dev.interlock.server.mcp.wire;

import org.jspecify.annotations.NullMarked;
