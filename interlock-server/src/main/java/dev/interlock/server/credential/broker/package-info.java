/** From leases to what is issued with them: issues, hands out for single calls, and withdraws until it is confirmed. */
@NullMarked
package dev.interlock.server.credential.broker;

import org.jspecify.annotations.NullMarked;
