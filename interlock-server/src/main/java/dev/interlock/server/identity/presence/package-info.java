/** Proofs of people to be there, and how fresh a critical approval asks them to be. */
@NullMarked
package dev.interlock.server.identity.presence;

import org.jspecify.annotations.NullMarked;
