/** The pages about the ledger: its entries, and each with the proof that it is there. */
@NullMarked
package dev.interlock.server.console.page.record;

import org.jspecify.annotations.NullMarked;
