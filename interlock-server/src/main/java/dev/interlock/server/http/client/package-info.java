/** HTTP/1.1 as a client: each request is sent once at most, and it is known whether a byte of it left. */
@NullMarked
package dev.interlock.server.http.client;

import org.jspecify.annotations.NullMarked;
