/** JSON that is read strictly and written canonically, with long texts in files. */
@NullMarked
package dev.interlock.server.json;

import org.jspecify.annotations.NullMarked;
