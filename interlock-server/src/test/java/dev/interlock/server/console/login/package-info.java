/** Tests of logging in at an issuer. */
@NullMarked
package dev.interlock.server.console.login;

import org.jspecify.annotations.NullMarked;
