/** How long what was issued for a task can be used after its end. */
@NullMarked
package dev.interlock.bench.revoke;

import org.jspecify.annotations.NullMarked;
