/** Tests of the ways into a session of the console. */
@NullMarked
package dev.interlock.server.console.session;

import org.jspecify.annotations.NullMarked;
