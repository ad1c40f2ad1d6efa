/** An index of the record: which of its entries are about what. */
@NullMarked
package dev.interlock.server.index;

import org.jspecify.annotations.NullMarked;
