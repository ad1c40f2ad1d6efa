/** A bundle as data: catalogue facts, intents, levels, tiers and rules. No behaviour beyond look-up. */
@NullMarked
package dev.interlock.engine.policy;

import org.jspecify.annotations.NullMarked;
