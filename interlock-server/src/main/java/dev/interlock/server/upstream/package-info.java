/** The port to the servers behind the gateway: a call, its outcome, and the channel that carries it. */
@NullMarked
package dev.interlock.server.upstream;

import org.jspecify.annotations.NullMarked;
