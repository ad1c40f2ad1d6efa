/** Compact tables under the state: interned keys and actors, and maps of ints. Not thread-safe; owned by one state. */
@NullMarked
package dev.interlock.engine.table;

import org.jspecify.annotations.NullMarked;
