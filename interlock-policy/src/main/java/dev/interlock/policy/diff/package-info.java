/** The comparison of two bundles: each change of meaning that is found, with a story that shows it. */
@NullMarked
package dev.interlock.policy.diff;

import org.jspecify.annotations.NullMarked;
