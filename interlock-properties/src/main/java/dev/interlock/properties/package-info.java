/**
 * Nothing but the place of the tests that compare the engine with other definitions of what it should decide. They are a
 * module by themselves, on which no code depends, so that they run beside the build of those above the testkit.
 */
@NullMarked
package dev.interlock.properties;

import org.jspecify.annotations.NullMarked;
