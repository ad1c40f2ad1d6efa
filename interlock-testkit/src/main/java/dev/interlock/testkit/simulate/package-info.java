/** A deterministic simulation: one seed, a fake clock, crashes; and the port by which an implementation takes part. */
@NullMarked
package dev.interlock.testkit.simulate;

import org.jspecify.annotations.NullMarked;
