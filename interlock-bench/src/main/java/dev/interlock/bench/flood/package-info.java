/** The flood: one agent does its worst, the others work on beside it, and what is left behind in the server is measured. */
@NullMarked
package dev.interlock.bench.flood;

import org.jspecify.annotations.NullMarked;
