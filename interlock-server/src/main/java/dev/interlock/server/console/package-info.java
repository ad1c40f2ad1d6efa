/** The console at {@code /console}: pages for people, made on the server from what {@code /v1} answers them. */
@NullMarked
package dev.interlock.server.console;

import org.jspecify.annotations.NullMarked;
