/** The HTTP API of people and agents: tasks, holds, calls of unknown outcome, activation of a bundle, health. */
@NullMarked
package dev.interlock.server.door.api;

import org.jspecify.annotations.NullMarked;
