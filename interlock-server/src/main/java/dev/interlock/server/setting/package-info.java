/**
 * Values of the configuration that several parts read in the same way: addresses, sizes, limits, secrets from the environment.
 */
@NullMarked
package dev.interlock.server.setting;

import org.jspecify.annotations.NullMarked;
