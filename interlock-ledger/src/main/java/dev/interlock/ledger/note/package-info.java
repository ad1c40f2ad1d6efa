/** C2SP formats: signed notes, verifier keys, checkpoints, witness cosignatures and single-file proofs. */
@NullMarked
package dev.interlock.ledger.note;

import org.jspecify.annotations.NullMarked;
