@NullMarked
package dev.interlock.testkit.differential;

import org.jspecify.annotations.NullMarked;
