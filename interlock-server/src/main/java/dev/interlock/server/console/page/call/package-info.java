/** The pages of tasks and of the calls in them. */
@NullMarked
package dev.interlock.server.console.page.call;

import org.jspecify.annotations.NullMarked;
