/** The trust in the ledger: whether it is the whole of what was recorded, or closed until people accept it. */
@NullMarked
package dev.interlock.engine.trust;

import org.jspecify.annotations.NullMarked;
