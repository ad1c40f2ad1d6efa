/** Documents: their links, the tests that they name, and the tutorial as a reader runs it. */
@NullMarked
package dev.interlock.e2e.document;

import org.jspecify.annotations.NullMarked;
