@NullMarked
package dev.interlock.testkit.plan;

import org.jspecify.annotations.NullMarked;
