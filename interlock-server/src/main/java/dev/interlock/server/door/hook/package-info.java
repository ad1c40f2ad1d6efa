/** The hooks of coding agents: each tool that such an agent is about to use is decided, and what came of it is reported. */
@NullMarked
package dev.interlock.server.door.hook;

import org.jspecify.annotations.NullMarked;
