/** Attempts to get past a running gateway, to mislead those who approve, or to stop it. */
@NullMarked
package dev.interlock.e2e.attack;

import org.jspecify.annotations.NullMarked;
