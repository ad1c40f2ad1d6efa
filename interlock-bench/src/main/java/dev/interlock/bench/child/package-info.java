/** What is measured in processes of their own, so that the clients do not share a heap with it. */
@NullMarked
package dev.interlock.bench.child;

import org.jspecify.annotations.NullMarked;
