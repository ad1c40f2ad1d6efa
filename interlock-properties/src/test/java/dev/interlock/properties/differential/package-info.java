@NullMarked
package dev.interlock.properties.differential;

import org.jspecify.annotations.NullMarked;
