/** How soon an installed server is ready, what it holds when nothing happens, and how large what is installed is. */
@NullMarked
package dev.interlock.bench.start;

import org.jspecify.annotations.NullMarked;
