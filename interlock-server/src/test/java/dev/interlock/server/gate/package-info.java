@NullMarked
package dev.interlock.server.gate;

import org.jspecify.annotations.NullMarked;
