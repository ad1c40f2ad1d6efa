/** The trust domains and issuers that the configuration believes. */
@NullMarked
package dev.interlock.server.identity.trust;

import org.jspecify.annotations.NullMarked;
