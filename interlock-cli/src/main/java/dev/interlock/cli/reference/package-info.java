/** What is made from the commands themselves: completions of shells, and manual pages. */
@NullMarked
package dev.interlock.cli.reference;

import org.jspecify.annotations.NullMarked;
