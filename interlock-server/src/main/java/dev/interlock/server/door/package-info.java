/** What all doors for agents share: who asks, and how often. */
@NullMarked
package dev.interlock.server.door;

import org.jspecify.annotations.NullMarked;
