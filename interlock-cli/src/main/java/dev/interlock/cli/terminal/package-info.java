/** The terminal: colours, widths, exit codes, logging, and the surroundings of the process. */
@NullMarked
package dev.interlock.cli.terminal;

import org.jspecify.annotations.NullMarked;
