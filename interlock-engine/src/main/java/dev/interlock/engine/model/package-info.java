/** The nouns of the engine: keys, actors and their attributes, amounts, facts of a call. */
@NullMarked
package dev.interlock.engine.model;

import org.jspecify.annotations.NullMarked;
