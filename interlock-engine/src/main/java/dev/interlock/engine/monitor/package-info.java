/** The monitors, one per rule kind, which answer from compact state whether a call would break the rule. */
@NullMarked
package dev.interlock.engine.monitor;

import org.jspecify.annotations.NullMarked;
