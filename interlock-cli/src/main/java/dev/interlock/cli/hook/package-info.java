/** The hooks of coding agents as they are installed: the script that asks the server, and the settings of each client. */
@NullMarked
package dev.interlock.cli.hook;

import org.jspecify.annotations.NullMarked;
