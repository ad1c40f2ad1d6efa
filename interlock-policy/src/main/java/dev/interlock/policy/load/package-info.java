/** The files of a bundle: includes, limits, digest. */
@NullMarked
package dev.interlock.policy.load;

import org.jspecify.annotations.NullMarked;
