/** The console in a real browser, on a real server with real agents. */
@NullMarked
package dev.interlock.e2e.console;

import org.jspecify.annotations.NullMarked;
