/** The start of an installed server: the time until it is ready, its memory when nothing happens, and the size of what is installed. */
@NullMarked
package dev.interlock.bench.start;

import org.jspecify.annotations.NullMarked;
