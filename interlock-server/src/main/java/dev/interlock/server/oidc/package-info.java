/** Issuers of tokens by OpenID Connect: what they publish about themselves. */
@NullMarked
package dev.interlock.server.oidc;

import org.jspecify.annotations.NullMarked;
