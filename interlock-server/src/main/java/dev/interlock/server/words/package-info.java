/** Decisions in words: for agents, approvers and auditors. */
@NullMarked
package dev.interlock.server.words;

import org.jspecify.annotations.NullMarked;
