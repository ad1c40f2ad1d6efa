/** What tokens for tasks cost. */
@NullMarked
package dev.interlock.bench.token;

import org.jspecify.annotations.NullMarked;
