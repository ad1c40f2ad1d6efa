/** What a replay costs, and what gates do to recorded runs of assistants. */
@NullMarked
package dev.interlock.bench.replay;

import org.jspecify.annotations.NullMarked;
