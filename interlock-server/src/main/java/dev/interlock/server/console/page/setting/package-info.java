/** The page about the server itself: how it is, and what waits for administrators. */
@NullMarked
package dev.interlock.server.console.page.setting;

import org.jspecify.annotations.NullMarked;
