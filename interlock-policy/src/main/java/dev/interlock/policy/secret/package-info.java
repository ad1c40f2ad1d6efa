/** Secrets in texts: known shapes, and fingerprints of values that are not written down. */
@NullMarked
package dev.interlock.policy.secret;

import org.jspecify.annotations.NullMarked;
