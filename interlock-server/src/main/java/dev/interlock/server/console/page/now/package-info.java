/** The page of the console that shows what is so at the moment, and what happened since somebody looked last. */
@NullMarked
package dev.interlock.server.console.page.now;

import org.jspecify.annotations.NullMarked;
