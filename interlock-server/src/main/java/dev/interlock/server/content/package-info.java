/** The content that running tasks have read, and who chose the values of their calls. */
@NullMarked
package dev.interlock.server.content;

import org.jspecify.annotations.NullMarked;
