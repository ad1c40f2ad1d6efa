/** What becomes of calls whose outcome is unknown, when a server answers many of them with errors. */
@NullMarked
package dev.interlock.bench.flaky;

import org.jspecify.annotations.NullMarked;
