/** The pages about rules: all of them, one, and what a proposed bundle would change. */
@NullMarked
package dev.interlock.server.console.page.rule;

import org.jspecify.annotations.NullMarked;
