@NullMarked
package dev.interlock.server.fetch;

import org.jspecify.annotations.NullMarked;
