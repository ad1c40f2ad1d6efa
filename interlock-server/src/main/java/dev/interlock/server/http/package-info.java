/** HTTP/1.1 towards one server: blocking, for virtual threads; connections are kept; a request leaves once at most. */
@NullMarked
package dev.interlock.server.http;

import org.jspecify.annotations.NullMarked;
