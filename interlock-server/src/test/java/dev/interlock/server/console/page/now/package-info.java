/** Tests of the page that shows what is so at the moment. */
@NullMarked
package dev.interlock.server.console.page.now;

import org.jspecify.annotations.NullMarked;
