/** The benchmark of outcomes: how unknown ones end where a server answers many calls with errors. */
@NullMarked
package dev.interlock.bench.flaky;

import org.jspecify.annotations.NullMarked;
