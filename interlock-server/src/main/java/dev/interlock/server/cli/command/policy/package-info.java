/** Commands for policy authors: check, test, format, diff, reach, plan, replay, catalog. */
@NullMarked
package dev.interlock.server.cli.command.policy;

import org.jspecify.annotations.NullMarked;
