/** The fold: state as a function of the recorded events. */
@NullMarked
package dev.interlock.engine.state;

import org.jspecify.annotations.NullMarked;
