/** Tests of the pages of tasks and calls. */
@NullMarked
package dev.interlock.server.console.page.call;

import org.jspecify.annotations.NullMarked;
