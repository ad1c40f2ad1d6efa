/** Tables of comma-separated values, strictly read, one row after the other. */
@NullMarked
package dev.interlock.server.csv;

import org.jspecify.annotations.NullMarked;
