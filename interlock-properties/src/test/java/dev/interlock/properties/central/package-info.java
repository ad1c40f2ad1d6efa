@NullMarked
package dev.interlock.properties.central;

import org.jspecify.annotations.NullMarked;
