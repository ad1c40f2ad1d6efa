@NullMarked
package dev.interlock.server.http;

import org.jspecify.annotations.NullMarked;
