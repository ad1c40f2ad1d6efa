/** What another bundle decides otherwise: each change of meaning that is found, with a story that shows it. */
@NullMarked
package dev.interlock.policy.diff;

import org.jspecify.annotations.NullMarked;
