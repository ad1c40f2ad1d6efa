/** Logging in to the console at the issuers that the configuration trusts. */
@NullMarked
package dev.interlock.server.console.login;

import org.jspecify.annotations.NullMarked;
