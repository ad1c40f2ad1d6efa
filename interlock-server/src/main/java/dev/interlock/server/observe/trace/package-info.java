/** OpenTelemetry: traces of calls, and the metrics, sent by OTLP over HTTP. */
@NullMarked
package dev.interlock.server.observe.trace;

import org.jspecify.annotations.NullMarked;
