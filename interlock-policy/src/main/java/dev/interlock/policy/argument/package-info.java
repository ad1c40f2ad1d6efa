/** The arguments that a tool takes: their names and values, and the faults of a call that two readers could read differently. */
@NullMarked
package dev.interlock.policy.argument;

import org.jspecify.annotations.NullMarked;
