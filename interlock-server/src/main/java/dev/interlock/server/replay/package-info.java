/**
 * Backtesting: what happened, in a trace or in a ledger, decided again by a bundle, through the same engine. Memory follows
 * what the engine keeps, and not the length of the input.
 */
@NullMarked
package dev.interlock.server.replay;

import org.jspecify.annotations.NullMarked;
