/** Labels of the catalogue for the content of arguments and results. */
@NullMarked
package dev.interlock.provenance.label;

import org.jspecify.annotations.NullMarked;
