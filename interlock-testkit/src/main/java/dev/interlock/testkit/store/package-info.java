/** What is asked of a ledger store, as tests that every store passes. */
@NullMarked
package dev.interlock.testkit.store;

import org.jspecify.annotations.NullMarked;
