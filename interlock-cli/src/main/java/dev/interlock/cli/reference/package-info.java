/** Completions of shells and manual pages, made from the commands themselves. */
@NullMarked
package dev.interlock.cli.reference;

import org.jspecify.annotations.NullMarked;
