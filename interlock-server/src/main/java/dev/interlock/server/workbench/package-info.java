/** Bundles tried out, beside the way of calls and within limits: the playground, and what a proposed bundle would change. */
@NullMarked
package dev.interlock.server.workbench;

import org.jspecify.annotations.NullMarked;
