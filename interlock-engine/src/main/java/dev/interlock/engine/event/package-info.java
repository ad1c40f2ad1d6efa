/** What is recorded: the closed set of events whose fold is the state. */
@NullMarked
package dev.interlock.engine.event;

import org.jspecify.annotations.NullMarked;
