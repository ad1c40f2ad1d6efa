/** What the catalogue says about the content of arguments and results. */
@NullMarked
package dev.interlock.provenance.label;

import org.jspecify.annotations.NullMarked;
