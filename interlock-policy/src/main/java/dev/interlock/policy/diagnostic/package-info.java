/** The errors and warnings of a bundle, with their places and remedies; rendered for people, as JSON and as SARIF. */
@NullMarked
package dev.interlock.policy.diagnostic;

import org.jspecify.annotations.NullMarked;
