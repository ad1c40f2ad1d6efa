/**
 * The pieces of the demo: agents as processes of their own that speak MCP and nothing else, and the telling of what
 * happens to them.
 */
@NullMarked
package dev.interlock.demo;

import org.jspecify.annotations.NullMarked;
