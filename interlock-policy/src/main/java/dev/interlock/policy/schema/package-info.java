/** The JSON Schemas of the language: what editors complete by, and the order in which keys are written. */
@NullMarked
package dev.interlock.policy.schema;

import org.jspecify.annotations.NullMarked;
