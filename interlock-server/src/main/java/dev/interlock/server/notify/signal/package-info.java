/** Notifications of leases that ended: security event tokens (RFC 8417), pushed or polled, and webhooks. */
@NullMarked
package dev.interlock.server.notify.signal;

import org.jspecify.annotations.NullMarked;
