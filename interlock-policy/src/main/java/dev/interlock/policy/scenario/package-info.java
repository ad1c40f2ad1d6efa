/** Scenario files: steps against the real engine, with expected verdicts. */
@NullMarked
package dev.interlock.policy.scenario;

import org.jspecify.annotations.NullMarked;
