/** Decisions in words: for agents, approvers and auditors. */
@NullMarked
package dev.interlock.server.render;

import org.jspecify.annotations.NullMarked;
