/** The clock of the writer: what is believed of it, and how long ago events happened where it was wrong. */
@NullMarked
package dev.interlock.engine.clock;

import org.jspecify.annotations.NullMarked;
