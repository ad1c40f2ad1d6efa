/** The login of a person at a command line with an issuer, and the keeping of its tokens. */
@NullMarked
package dev.interlock.cli.login;

import org.jspecify.annotations.NullMarked;
