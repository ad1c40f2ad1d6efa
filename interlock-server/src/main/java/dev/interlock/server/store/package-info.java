/** The ledger in a data folder: a SQLite database, the signing key and the lock. */
@NullMarked
package dev.interlock.server.store;

import org.jspecify.annotations.NullMarked;
