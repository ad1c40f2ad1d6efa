/** Seeded generators of bundles, parties and command sequences in which interesting things happen often. */
@NullMarked
package dev.interlock.testkit.generate;

import org.jspecify.annotations.NullMarked;
