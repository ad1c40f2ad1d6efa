/**
 * Clients towards MCP servers: streamable HTTP and stdio, both eras. Their one duty beyond speaking the protocol is to say
 * truthfully whether a call that failed can have had an effect.
 */
@NullMarked
package dev.interlock.server.upstream;

import org.jspecify.annotations.NullMarked;
