@NullMarked
package dev.interlock.server.domain;

import org.jspecify.annotations.NullMarked;
