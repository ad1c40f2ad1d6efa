/** Passkeys of people (WebAuthn): which are registered, by the record, and what proves that one was used. */
@NullMarked
package dev.interlock.server.identity.passkey;

import org.jspecify.annotations.NullMarked;
