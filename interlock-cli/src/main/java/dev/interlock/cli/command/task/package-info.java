/** Commands about tasks: open, lease, reconcile, observe, link. */
@NullMarked
package dev.interlock.cli.command.task;

import org.jspecify.annotations.NullMarked;
