/** What is asked of the engine: the closed set of commands, and the answers to them. */
@NullMarked
package dev.interlock.engine.command;

import org.jspecify.annotations.NullMarked;
