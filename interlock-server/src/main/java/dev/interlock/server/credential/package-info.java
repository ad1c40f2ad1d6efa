/** Engines that issue credentials which live for one lease, and withdraw them. */
@NullMarked
package dev.interlock.server.credential;

import org.jspecify.annotations.NullMarked;
