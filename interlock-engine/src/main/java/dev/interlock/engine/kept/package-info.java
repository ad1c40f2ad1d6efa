/** The state that a rule keeps of each key: the calls, amounts and destinations in its window. Not thread-safe; owned by one state. */
@NullMarked
package dev.interlock.engine.kept;

import org.jspecify.annotations.NullMarked;
