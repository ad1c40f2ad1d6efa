/** Tests of who chose the values of calls, with real MCP servers, from the content that they return to what people see. */
@NullMarked
package dev.interlock.e2e.flow;

import org.jspecify.annotations.NullMarked;
