/** Findings about a bundle and a configuration that are right by themselves and do not work together, told before a server starts. */
@NullMarked
package dev.interlock.server.readiness;

import org.jspecify.annotations.NullMarked;
