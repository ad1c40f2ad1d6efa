/**
 * The SPIFFE standards to the letter: ids, bundles, JWT-SVIDs and X.509-SVIDs. Pure: what is trusted, and the time, are handed in.
 */
@NullMarked
package dev.interlock.server.identity.spiffe;

import org.jspecify.annotations.NullMarked;
