/** The composition root: a server from its configuration. */
@NullMarked
package dev.interlock.server.app;

import org.jspecify.annotations.NullMarked;
