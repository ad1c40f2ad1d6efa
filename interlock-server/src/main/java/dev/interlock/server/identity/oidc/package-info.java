/** Issuers of tokens by OpenID Connect: what they publish about themselves, their keys, and what their tokens say. */
@NullMarked
package dev.interlock.server.identity.oidc;

import org.jspecify.annotations.NullMarked;
