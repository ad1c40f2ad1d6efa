/** Drafts of catalogues, made from what upstreams say of their tools; and what changed in them since a review. */
@NullMarked
package dev.interlock.cli.draft;

import org.jspecify.annotations.NullMarked;
