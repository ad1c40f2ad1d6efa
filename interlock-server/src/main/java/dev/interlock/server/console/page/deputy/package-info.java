/** Who answers in whose place, as pages show it and let it be changed. */
@NullMarked
package dev.interlock.server.console.page.deputy;

import org.jspecify.annotations.NullMarked;
