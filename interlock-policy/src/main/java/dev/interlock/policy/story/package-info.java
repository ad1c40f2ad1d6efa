/** Short histories, made up from a bundle: played on the engine, and written as scenarios. */
@NullMarked
package dev.interlock.policy.story;

import org.jspecify.annotations.NullMarked;
