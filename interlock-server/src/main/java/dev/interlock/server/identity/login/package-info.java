/** Logins at issuers: the authorization code with PKCE, and what the token endpoint answers. */
@NullMarked
package dev.interlock.server.identity.login;

import org.jspecify.annotations.NullMarked;
