/** The checks of {@code interlock doctor}: a machine, a configuration, and the ways past the gateway. They change nothing. */
@NullMarked
package dev.interlock.cli.doctor;

import org.jspecify.annotations.NullMarked;
