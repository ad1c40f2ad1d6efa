/**
 * Plans, and the answer whether the available parties can carry them out: the workflow satisfiability problem with grouped
 * parties, solved by pattern backtracking. Pure.
 */
@NullMarked
package dev.interlock.engine.plan;

import org.jspecify.annotations.NullMarked;
