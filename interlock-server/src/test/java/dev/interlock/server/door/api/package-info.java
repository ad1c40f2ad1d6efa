/** Tests of the API, and the running server that they and those of the command line share. */
@NullMarked
package dev.interlock.server.door.api;

import org.jspecify.annotations.NullMarked;
