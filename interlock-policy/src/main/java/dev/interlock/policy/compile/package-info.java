/** The compiler from files to a bundle of the engine, or to all errors in them. */
@NullMarked
package dev.interlock.policy.compile;

import org.jspecify.annotations.NullMarked;
