@NullMarked
package dev.interlock.properties.unrelated;

import org.jspecify.annotations.NullMarked;
