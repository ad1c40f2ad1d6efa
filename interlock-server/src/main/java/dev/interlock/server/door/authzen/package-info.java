/** AuthZEN towards enforcement points outside: evaluations, searches, outcomes, and what the server says of itself. */
@NullMarked
package dev.interlock.server.door.authzen;

import org.jspecify.annotations.NullMarked;
