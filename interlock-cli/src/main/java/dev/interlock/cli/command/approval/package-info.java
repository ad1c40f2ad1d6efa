/** Commands for approvers: holds, delegations, break-glass lanes. */
@NullMarked
package dev.interlock.cli.command.approval;

import org.jspecify.annotations.NullMarked;
