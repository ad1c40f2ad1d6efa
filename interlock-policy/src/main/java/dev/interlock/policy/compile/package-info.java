/** From files to a bundle of the engine, or to everything that is wrong with them. */
@NullMarked
package dev.interlock.policy.compile;

import org.jspecify.annotations.NullMarked;
