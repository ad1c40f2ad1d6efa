/**
 * The protocol MCP, shared by both sides of the gateway: JSON-RPC messages, names, revisions, errors; knows no
 * transport.
 */
@NullMarked
package dev.interlock.server.mcp;

import org.jspecify.annotations.NullMarked;
