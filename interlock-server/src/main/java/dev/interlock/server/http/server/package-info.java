/**
 * HTTP as a server, shared by all doors: framing that is refused, hosts and pages that are let in, the proofs that a
 * request presents, and how long a connection may take.
 */
@NullMarked
package dev.interlock.server.http.server;

import org.jspecify.annotations.NullMarked;
