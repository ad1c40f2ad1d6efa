/** The command line: {@link dev.interlock.server.cli.Main} and one class for each subcommand. */
@NullMarked
package dev.interlock.server.cli;

import org.jspecify.annotations.NullMarked;
