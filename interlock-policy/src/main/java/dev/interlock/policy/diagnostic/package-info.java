/** What is wrong in a bundle, where, and what would be right; rendered for people and as JSON. */
@NullMarked
package dev.interlock.policy.diagnostic;

import org.jspecify.annotations.NullMarked;
