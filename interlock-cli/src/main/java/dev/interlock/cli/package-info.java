/** The command line: {@link dev.interlock.cli.Main} and one class for each subcommand. */
@NullMarked
package dev.interlock.cli;

import org.jspecify.annotations.NullMarked;
