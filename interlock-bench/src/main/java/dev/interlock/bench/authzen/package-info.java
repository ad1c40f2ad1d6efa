/** Decisions over AuthZEN, each durable before it is answered, beside an empty answer of the same server and another decision point. */
@NullMarked
package dev.interlock.bench.authzen;

import org.jspecify.annotations.NullMarked;
