/** The ways through the console: finding something by its name, and all pages at once. */
@NullMarked
package dev.interlock.server.console.page.find;

import org.jspecify.annotations.NullMarked;
