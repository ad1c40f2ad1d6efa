/** How a person at a command line logs in at an issuer, and keeps what comes of it. */
@NullMarked
package dev.interlock.server.cli.login;

import org.jspecify.annotations.NullMarked;
