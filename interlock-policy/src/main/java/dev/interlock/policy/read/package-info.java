/** Reads the keys and values of a mapping; what is wrong with them becomes a diagnostic. */
@NullMarked
package dev.interlock.policy.read;

import org.jspecify.annotations.NullMarked;
