/** The stand-alone verifier and the portable form of a ledger; needs no server and no database. */
@NullMarked
package dev.interlock.ledger.verify;

import org.jspecify.annotations.NullMarked;
