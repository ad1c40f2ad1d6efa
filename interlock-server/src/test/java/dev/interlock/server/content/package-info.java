@NullMarked
package dev.interlock.server.content;

import org.jspecify.annotations.NullMarked;
