/** Text to a tree in which every node knows its file, line and column. No YAML feature that hides what a file says. */
@NullMarked
package dev.interlock.policy.yaml;

import org.jspecify.annotations.NullMarked;
