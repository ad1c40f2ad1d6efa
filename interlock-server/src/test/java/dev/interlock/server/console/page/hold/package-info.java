/** Tests of the pages about holds. */
@NullMarked
package dev.interlock.server.console.page.hold;

import org.jspecify.annotations.NullMarked;
