/**
 * Strict JSON Web Tokens (RFC 7515, 7519, with the advice of RFC 8725) and keys (RFC 7517): what is read, checked and signed here is
 * the compact form alone.
 */
@NullMarked
package dev.interlock.server.jose;

import org.jspecify.annotations.NullMarked;
