@NullMarked
package dev.interlock.testkit.unrelated;

import org.jspecify.annotations.NullMarked;
