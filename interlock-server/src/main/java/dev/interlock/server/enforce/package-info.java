/** The enforcement point behind the doors: facts, decision, receipt, effect, outcome. */
@NullMarked
package dev.interlock.server.enforce;

import org.jspecify.annotations.NullMarked;
