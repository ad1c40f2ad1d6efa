/** Commands about tasks: open, lease, reconcile, observe, link. */
@NullMarked
package dev.interlock.server.cli.command.task;

import org.jspecify.annotations.NullMarked;
