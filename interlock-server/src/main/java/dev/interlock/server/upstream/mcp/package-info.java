/**
 * MCP as a client, of both eras: handshakes, calls followed to their outcome, questions, subscriptions, several instances.
 */
@NullMarked
package dev.interlock.server.upstream.mcp;

import org.jspecify.annotations.NullMarked;
