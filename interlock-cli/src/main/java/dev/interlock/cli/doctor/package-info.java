/** What {@code interlock doctor} looks at: a machine, a configuration, and the ways around the gateway. It changes nothing. */
@NullMarked
package dev.interlock.cli.doctor;

import org.jspecify.annotations.NullMarked;
