/** Clients that start their server and speak over its pipes, connected to a gateway that runs elsewhere. */
@NullMarked
package dev.interlock.cli.connect;

import org.jspecify.annotations.NullMarked;
