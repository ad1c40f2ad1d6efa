@NullMarked
package dev.interlock.server.replay;

import org.jspecify.annotations.NullMarked;
