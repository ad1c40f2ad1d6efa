/** What a benchmark is, and how it tells its results: one JSON object on each line of standard output. */
@NullMarked
package dev.interlock.bench.report;

import org.jspecify.annotations.NullMarked;
