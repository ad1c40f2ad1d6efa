@NullMarked
package dev.interlock.server.login;

import org.jspecify.annotations.NullMarked;
