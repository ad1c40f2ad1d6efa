/**
 * The reference evaluator: slow and obvious. It reads like {@code docs/semantics.md} and recomputes everything from the
 * list of recorded events; the engine is compared with it on random histories.
 */
@NullMarked
package dev.interlock.testkit.reference;

import org.jspecify.annotations.NullMarked;
