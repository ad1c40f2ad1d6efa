/**
 * Fuzzing: what strangers send, made up from bytes. Each target takes any bytes and fails where something does not hold;
 * {@code scripts/fuzz} lets Jazzer choose the bytes by what code they reach, {@code FuzzTest} replays what was found.
 */
package dev.interlock.server.fuzz;
