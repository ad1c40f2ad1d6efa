/** The record as a stream, for those who watch it elsewhere. */
@NullMarked
package dev.interlock.server.notify.audit;

import org.jspecify.annotations.NullMarked;
