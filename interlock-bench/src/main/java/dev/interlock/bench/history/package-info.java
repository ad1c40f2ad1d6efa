/** Data folders of servers that have worked for a while. */
@NullMarked
package dev.interlock.bench.history;

import org.jspecify.annotations.NullMarked;
