/**
 * A trust domain without a SPIRE server, for development, tests and the demo: an authority for certificates, a key for tokens, the
 * bundle that tells both, and SVIDs for whoever is named. Not for production: the keys of the authorities lie in files.
 */
@NullMarked
package dev.interlock.demo.testdomain;

import org.jspecify.annotations.NullMarked;
