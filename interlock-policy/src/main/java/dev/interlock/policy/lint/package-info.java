/** Warnings of a bundle without errors: what is right by itself, and together does not do what it seems to. */
@NullMarked
package dev.interlock.policy.lint;

import org.jspecify.annotations.NullMarked;
