/** Metrics: what is counted and timed, and the text that Prometheus reads. */
@NullMarked
package dev.interlock.server.observe.metric;

import org.jspecify.annotations.NullMarked;
