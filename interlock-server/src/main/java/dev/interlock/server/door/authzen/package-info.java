/**
 * AuthZEN towards enforcement points outside: evaluations, searches, outcomes, access requests, and the metadata of the
 * decision point.
 */
@NullMarked
package dev.interlock.server.door.authzen;

import org.jspecify.annotations.NullMarked;
