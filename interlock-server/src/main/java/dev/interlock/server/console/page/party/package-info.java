/** The pages about agents and people, and about what agents may use. */
@NullMarked
package dev.interlock.server.console.page.party;

import org.jspecify.annotations.NullMarked;
