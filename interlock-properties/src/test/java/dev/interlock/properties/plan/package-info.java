@NullMarked
package dev.interlock.properties.plan;

import org.jspecify.annotations.NullMarked;
