@NullMarked
package dev.interlock.engine.state;

import org.jspecify.annotations.NullMarked;
