/** Toxic reach: the parties that can complete a conflict with the authority that they have. */
@NullMarked
package dev.interlock.policy.reach;

import org.jspecify.annotations.NullMarked;
