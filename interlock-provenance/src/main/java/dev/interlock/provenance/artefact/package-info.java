/** Labels of texts that agents wrote, and by which parts such a text is recognised when it is read. */
@NullMarked
package dev.interlock.provenance.artefact;

import org.jspecify.annotations.NullMarked;
