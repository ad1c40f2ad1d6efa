/** The JSON Schemas of the language, by which editors complete, and which give the order in which keys are written. */
@NullMarked
package dev.interlock.policy.schema;

import org.jspecify.annotations.NullMarked;
