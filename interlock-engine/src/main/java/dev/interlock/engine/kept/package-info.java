/**
 * The state that a rule keeps of each key: the calls, amounts and destinations in its window; and the contacts that people verified. Not
 * thread-safe; owned by one state.
 */
@NullMarked
package dev.interlock.engine.kept;

import org.jspecify.annotations.NullMarked;
