/** MCP servers that run as child processes. */
@NullMarked
package dev.interlock.server.upstream.stdio;

import org.jspecify.annotations.NullMarked;
