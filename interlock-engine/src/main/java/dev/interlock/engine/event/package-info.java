/** The recorded events: the closed set whose fold is the state. */
@NullMarked
package dev.interlock.engine.event;

import org.jspecify.annotations.NullMarked;
