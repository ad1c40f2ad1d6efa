/** A server as a process, from what keeps it from starting to its end; and what makes the JVMs of these tests start sooner. */
@NullMarked
package dev.interlock.e2e.process;

import org.jspecify.annotations.NullMarked;
