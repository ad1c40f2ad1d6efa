@NullMarked
package dev.interlock.server.http.helidon;

import org.jspecify.annotations.NullMarked;
