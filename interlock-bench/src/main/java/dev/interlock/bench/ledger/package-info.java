/** What the ledger costs: durable appends beside a bare store, and verification. */
@NullMarked
package dev.interlock.bench.ledger;

import org.jspecify.annotations.NullMarked;
