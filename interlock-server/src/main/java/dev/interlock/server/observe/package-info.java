/** What the server tells about itself, as it is configured. */
@NullMarked
package dev.interlock.server.observe;

import org.jspecify.annotations.NullMarked;
