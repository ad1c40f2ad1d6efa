/** Commands for auditors: show, verify, prove, export, explain. */
@NullMarked
package dev.interlock.cli.command.ledger;

import org.jspecify.annotations.NullMarked;
