@NullMarked
package dev.interlock.server.http.fetch;

import org.jspecify.annotations.NullMarked;
