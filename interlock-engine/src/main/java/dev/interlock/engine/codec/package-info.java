/** Events as plain JDK values, for the ledger's canonical encoding, and snapshots of the state. */
@NullMarked
package dev.interlock.engine.codec;

import org.jspecify.annotations.NullMarked;
