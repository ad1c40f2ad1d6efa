@NullMarked
package dev.interlock.engine.id;

import org.jspecify.annotations.NullMarked;
