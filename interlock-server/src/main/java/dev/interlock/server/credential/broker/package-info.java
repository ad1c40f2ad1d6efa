/**
 * The broker between leases and engines: issues credentials, hands them out for single calls, and withdraws them until
 * that is confirmed.
 */
@NullMarked
package dev.interlock.server.credential.broker;

import org.jspecify.annotations.NullMarked;
