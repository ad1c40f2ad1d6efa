/**
 * Whether a plan can be carried out by the parties there are: the workflow satisfiability problem with grouped parties,
 * solved by pattern backtracking. Pure.
 */
@NullMarked
package dev.interlock.engine.plan;

import org.jspecify.annotations.NullMarked;
