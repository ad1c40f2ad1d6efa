/** The cost of knowing where the values of calls come from. */
@NullMarked
package dev.interlock.bench.provenance;

import org.jspecify.annotations.NullMarked;
