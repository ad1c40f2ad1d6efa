@NullMarked
package dev.interlock.server.http.server;

import org.jspecify.annotations.NullMarked;
