/** What tasks have read, as long as they go on, and who chose the values of their calls. */
@NullMarked
package dev.interlock.server.content;

import org.jspecify.annotations.NullMarked;
