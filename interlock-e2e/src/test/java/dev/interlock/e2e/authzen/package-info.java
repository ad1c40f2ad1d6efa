/** The mapping that `interlock coaz` prints, as a gateway of somebody else uses it. */
@NullMarked
package dev.interlock.e2e.authzen;

import org.jspecify.annotations.NullMarked;
