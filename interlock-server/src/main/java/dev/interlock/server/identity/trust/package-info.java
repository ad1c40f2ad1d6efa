/** Whom the configuration believes: trust domains and issuers. */
@NullMarked
package dev.interlock.server.identity.trust;

import org.jspecify.annotations.NullMarked;
