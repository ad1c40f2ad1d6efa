/** The enforcement point behind the doors: facts, decision, receipt, effect, outcome. */
@NullMarked
package dev.interlock.server.gate;

import org.jspecify.annotations.NullMarked;
