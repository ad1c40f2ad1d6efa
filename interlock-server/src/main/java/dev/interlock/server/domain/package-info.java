/** The one writer of a domain: decides, appends, folds, in this order and in one place. */
@NullMarked
package dev.interlock.server.domain;

import org.jspecify.annotations.NullMarked;
