@NullMarked
package dev.interlock.server.http.client;

import org.jspecify.annotations.NullMarked;
