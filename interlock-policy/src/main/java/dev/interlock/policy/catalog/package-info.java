/** The trusted mapping from a tool call to facts, and from a result to the objects it names. */
@NullMarked
package dev.interlock.policy.catalog;

import org.jspecify.annotations.NullMarked;
