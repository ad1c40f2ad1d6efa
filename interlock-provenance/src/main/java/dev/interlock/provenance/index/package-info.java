/** An index of the tokens in what was read. */
@NullMarked
package dev.interlock.provenance.index;

import org.jspecify.annotations.NullMarked;
