/** The ledger: appends, and alone makes receipts; signs checkpoints; gives proofs. */
@NullMarked
package dev.interlock.ledger.log;

import org.jspecify.annotations.NullMarked;
