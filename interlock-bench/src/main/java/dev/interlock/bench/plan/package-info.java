/** What it costs to answer whether a plan can be carried out. */
@NullMarked
package dev.interlock.bench.plan;

import org.jspecify.annotations.NullMarked;
