/** Events of logs put in the order of their times, in temporary files where memory is too small. */
@NullMarked
package dev.interlock.server.replay.sort;

import org.jspecify.annotations.NullMarked;
