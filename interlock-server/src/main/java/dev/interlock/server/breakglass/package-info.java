/** Break-glass lanes: what happened in one, from the record, and who hears of it at once. */
@NullMarked
package dev.interlock.server.breakglass;

import org.jspecify.annotations.NullMarked;
