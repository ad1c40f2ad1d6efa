/** JSON strictly read, canonically written, and long texts of it in files. */
@NullMarked
package dev.interlock.server.json;

import org.jspecify.annotations.NullMarked;
