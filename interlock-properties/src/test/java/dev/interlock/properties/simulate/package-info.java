/** Runs with crashes. */
@NullMarked
package dev.interlock.properties.simulate;

import org.jspecify.annotations.NullMarked;
