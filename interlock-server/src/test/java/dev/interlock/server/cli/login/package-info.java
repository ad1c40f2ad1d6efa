@NullMarked
package dev.interlock.server.cli.login;

import org.jspecify.annotations.NullMarked;
