/** The views of the API: holds, lanes, tasks, and the record of an approval. */
@NullMarked
package dev.interlock.server.door.api.view;

import org.jspecify.annotations.NullMarked;
