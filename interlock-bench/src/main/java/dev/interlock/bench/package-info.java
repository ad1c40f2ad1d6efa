/** Starts benchmarks by name. */
@NullMarked
package dev.interlock.bench;

import org.jspecify.annotations.NullMarked;
