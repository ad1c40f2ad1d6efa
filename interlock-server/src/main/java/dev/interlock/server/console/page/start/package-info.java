/** The page that leads through what a new server needs. */
@NullMarked
package dev.interlock.server.console.page.start;

import org.jspecify.annotations.NullMarked;
