/** Which arguments a tool takes: their names, what they may hold, and what of a call two readers could read differently. */
@NullMarked
package dev.interlock.policy.argument;

import org.jspecify.annotations.NullMarked;
