/** What a decision costs: the engine beside a floor and its peers, and the memory of what it remembers. */
@NullMarked
package dev.interlock.bench.decide;

import org.jspecify.annotations.NullMarked;
