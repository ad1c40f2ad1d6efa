/** Texts as tokens: folding, keyed fingerprints, values that name somebody, encodings. */
@NullMarked
package dev.interlock.provenance.text;

import org.jspecify.annotations.NullMarked;
