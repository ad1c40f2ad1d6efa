/** The configuration of telemetry: metrics, traces and the audit stream. */
@NullMarked
package dev.interlock.server.observe;

import org.jspecify.annotations.NullMarked;
