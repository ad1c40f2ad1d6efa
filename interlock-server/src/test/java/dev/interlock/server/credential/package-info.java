@NullMarked
package dev.interlock.server.credential;

import org.jspecify.annotations.NullMarked;
