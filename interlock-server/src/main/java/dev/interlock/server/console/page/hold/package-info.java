/** Holds in the console: the page on which one is decided, and the inbox. */
@NullMarked
package dev.interlock.server.console.page.hold;

import org.jspecify.annotations.NullMarked;
