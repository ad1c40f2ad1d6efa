/** The Merkle tree of RFC 9162: hashes, appending, tiles, inclusion and consistency proofs. */
@NullMarked
package dev.interlock.ledger.merkle;

import org.jspecify.annotations.NullMarked;
