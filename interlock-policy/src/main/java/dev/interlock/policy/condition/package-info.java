/** Conditions in CEL: compiled once at load, evaluated in microseconds, errors placed inside the YAML scalar. */
@NullMarked
package dev.interlock.policy.condition;

import org.jspecify.annotations.NullMarked;
