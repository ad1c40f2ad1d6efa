/** Tests of the index of the record. */
@NullMarked
package dev.interlock.server.index;

import org.jspecify.annotations.NullMarked;
