/** Small JSON documents of others over HTTPS: keys, metadata, tokens; bounded in size and time. */
@NullMarked
package dev.interlock.server.http.fetch;

import org.jspecify.annotations.NullMarked;
