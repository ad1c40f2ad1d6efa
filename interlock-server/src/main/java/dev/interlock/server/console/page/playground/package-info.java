/** The playground: a bundle edited, played and asked in the browser, and shared as a link. */
@NullMarked
package dev.interlock.server.console.page.playground;

import org.jspecify.annotations.NullMarked;
