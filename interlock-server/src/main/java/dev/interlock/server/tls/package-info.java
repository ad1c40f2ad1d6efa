/**
 * TLS where the server listens: certificates and keys from files, taken anew when they change, and the certificate of whoever is
 * at the other end of a connection.
 */
@NullMarked
package dev.interlock.server.tls;

import org.jspecify.annotations.NullMarked;
