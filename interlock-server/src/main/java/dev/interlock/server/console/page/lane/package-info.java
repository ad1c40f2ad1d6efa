/** The pages about break-glass lanes. */
@NullMarked
package dev.interlock.server.console.page.lane;

import org.jspecify.annotations.NullMarked;
