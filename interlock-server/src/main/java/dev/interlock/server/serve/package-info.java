/** The composition root: a server from its configuration. */
@NullMarked
package dev.interlock.server.serve;

import org.jspecify.annotations.NullMarked;
