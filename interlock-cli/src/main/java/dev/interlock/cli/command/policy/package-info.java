/** Commands for policy authors: check, test, format, diff, reach, plan, replay, catalog. */
@NullMarked
package dev.interlock.cli.command.policy;

import org.jspecify.annotations.NullMarked;
