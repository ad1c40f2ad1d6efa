/** The work of {@code interlock init}: a configuration, a bundle, tokens and secrets, from the servers that somebody has. */
@NullMarked
package dev.interlock.cli.init;

import org.jspecify.annotations.NullMarked;
