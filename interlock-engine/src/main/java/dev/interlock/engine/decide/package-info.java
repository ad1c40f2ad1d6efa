/** The decision: a pure function of state, command and time. */
@NullMarked
package dev.interlock.engine.decide;

import org.jspecify.annotations.NullMarked;
