/** The conformance suites of the ledger and snapshot stores, as tests that every store passes. */
@NullMarked
package dev.interlock.testkit.store;

import org.jspecify.annotations.NullMarked;
