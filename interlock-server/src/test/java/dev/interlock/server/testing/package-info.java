/** What several tests need: processes, schemas, vectors. */
@NullMarked
package dev.interlock.server.testing;

import org.jspecify.annotations.NullMarked;
