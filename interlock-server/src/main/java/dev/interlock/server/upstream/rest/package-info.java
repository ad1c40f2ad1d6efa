/** REST APIs behind the gateway. */
@NullMarked
package dev.interlock.server.upstream.rest;

import org.jspecify.annotations.NullMarked;
