/** The commands to the engine, a closed set, and the answers to them. */
@NullMarked
package dev.interlock.engine.command;

import org.jspecify.annotations.NullMarked;
