@NullMarked
package dev.interlock.testkit.central;

import org.jspecify.annotations.NullMarked;
