/** The record as the reference evaluator reads it: past calls, tasks, holds, leases and lanes, and what follows from them. */
@NullMarked
package dev.interlock.testkit.reference.history;

import org.jspecify.annotations.NullMarked;
