/** Measures what pages of the console cost on a long record, in a real browser. */
@NullMarked
package dev.interlock.bench.console;

import org.jspecify.annotations.NullMarked;
