/** Warnings of a bundle without errors: parts that are right by themselves, and together do not do what they seem to. */
@NullMarked
package dev.interlock.policy.lint;

import org.jspecify.annotations.NullMarked;
