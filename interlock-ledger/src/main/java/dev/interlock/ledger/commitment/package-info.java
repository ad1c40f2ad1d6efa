/** Salted commitments: what a leaf says without showing it, and the openings that show it. */
@NullMarked
package dev.interlock.ledger.commitment;

import org.jspecify.annotations.NullMarked;
