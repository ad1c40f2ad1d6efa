/** Reads the keys and values of a mapping; each error in them becomes a diagnostic. */
@NullMarked
package dev.interlock.policy.read;

import org.jspecify.annotations.NullMarked;
