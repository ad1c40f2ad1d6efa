/** HTTP as benchmarks speak it: with as little as possible between the socket and the figures. */
@NullMarked
package dev.interlock.bench.wire;

import org.jspecify.annotations.NullMarked;
