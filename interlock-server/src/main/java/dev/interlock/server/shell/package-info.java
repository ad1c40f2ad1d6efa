/** Command lines of a shell, strictly read: what is not sure to be understood as every shell does is said to be unread. */
@NullMarked
package dev.interlock.server.shell;

import org.jspecify.annotations.NullMarked;
