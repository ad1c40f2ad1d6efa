/** Tests of the demo's agents, as processes. */
@NullMarked
package dev.interlock.demo;

import org.jspecify.annotations.NullMarked;
