/** Streamable HTTP towards MCP servers. */
@NullMarked
package dev.interlock.server.upstream.http;

import org.jspecify.annotations.NullMarked;
