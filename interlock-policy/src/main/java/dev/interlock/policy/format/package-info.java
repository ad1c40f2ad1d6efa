/** Bundle files in their canonical layout, comments kept. */
@NullMarked
package dev.interlock.policy.format;

import org.jspecify.annotations.NullMarked;
