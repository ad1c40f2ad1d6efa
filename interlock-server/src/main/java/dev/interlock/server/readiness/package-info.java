/** What a bundle and a configuration, each right by itself, cannot do together: told before a server starts. */
@NullMarked
package dev.interlock.server.readiness;

import org.jspecify.annotations.NullMarked;
