/** The words by which people ask for acts, and what a text asks for. */
@NullMarked
package dev.interlock.provenance.lexicon;

import org.jspecify.annotations.NullMarked;
