@NullMarked
package dev.interlock.cli.login;

import org.jspecify.annotations.NullMarked;
