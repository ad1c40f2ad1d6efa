/**
 * The web server, which is Helidon, and nobody else's business: listeners, the heads of requests, and the way from its
 * requests to those of the doors.
 */
@NullMarked
package dev.interlock.server.http.helidon;

import org.jspecify.annotations.NullMarked;
