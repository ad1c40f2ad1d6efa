/** The reader from text to a tree in which every node knows its place. It takes no YAML feature that hides the meaning of a file. */
@NullMarked
package dev.interlock.policy.yaml;

import org.jspecify.annotations.NullMarked;
