/** Commands that run the gateway and change what it decides by: serve, mcp, propose, activate. */
@NullMarked
package dev.interlock.cli.command.gateway;

import org.jspecify.annotations.NullMarked;
