@NullMarked
package dev.interlock.server.serve;

import org.jspecify.annotations.NullMarked;
