/** Tests of the console. */
@NullMarked
package dev.interlock.server.console;

import org.jspecify.annotations.NullMarked;
