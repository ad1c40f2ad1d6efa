package dev.interlock.server.identity.passkey;

/**
 * The answer of an authenticator, as a browser passes it on.
 *
 * @param authenticator what it says of itself and of the site (WebAuthn, section 6.1)
 * @param client what the browser asked it for: JSON
 */
public record Signed(byte[] authenticator, byte[] client) {}
