@NullMarked
package dev.interlock.server.app;

import org.jspecify.annotations.NullMarked;
