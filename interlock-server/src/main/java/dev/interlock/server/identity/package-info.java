/**
 * Identification of callers: from what a request proves to a registered party, and to the one running instance of it that was attested.
 */
@NullMarked
package dev.interlock.server.identity;

import org.jspecify.annotations.NullMarked;
