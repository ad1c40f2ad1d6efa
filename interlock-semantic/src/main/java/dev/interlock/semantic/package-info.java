/** A small model of the meaning of texts that runs in the process: {@link dev.interlock.semantic.MiniLm}. */
@NullMarked
package dev.interlock.semantic;

import org.jspecify.annotations.NullMarked;
