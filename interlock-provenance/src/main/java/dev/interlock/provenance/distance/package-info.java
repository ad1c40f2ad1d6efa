/** The distance of an act from what the instruction asks for, by a model of the meaning of texts. The model is optional. */
@NullMarked
package dev.interlock.provenance.distance;

import org.jspecify.annotations.NullMarked;
