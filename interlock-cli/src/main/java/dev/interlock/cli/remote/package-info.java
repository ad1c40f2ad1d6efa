/** Commands that are requests to a running server. */
@NullMarked
package dev.interlock.cli.remote;

import org.jspecify.annotations.NullMarked;
