/** Attempts to get past a running gateway, to mislead those who approve, or to stop it. */
@NullMarked
package dev.interlock.server.attack;

import org.jspecify.annotations.NullMarked;
