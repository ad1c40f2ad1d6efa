package dev.interlock.testkit.generate;

import dev.interlock.engine.command.Command;

/** A command, and the writer's clock when it is decided. */
public record Cue(long atMillis, Command command) {}
