/** The store port of the ledger, and a store in memory. */
@NullMarked
package dev.interlock.ledger.store;

import org.jspecify.annotations.NullMarked;
