/** The parts that all doors for agents share: rate limits, settings, and the form of denials. */
@NullMarked
package dev.interlock.server.door;

import org.jspecify.annotations.NullMarked;
