/** The content that a task has read, and who chose the values of a call. */
@NullMarked
package dev.interlock.provenance.task;

import org.jspecify.annotations.NullMarked;
