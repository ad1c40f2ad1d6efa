/** Commands that are requests to a running server. */
@NullMarked
package dev.interlock.server.cli.remote;

import org.jspecify.annotations.NullMarked;
