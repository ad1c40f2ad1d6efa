@NullMarked
package dev.interlock.server.enforce;

import org.jspecify.annotations.NullMarked;
