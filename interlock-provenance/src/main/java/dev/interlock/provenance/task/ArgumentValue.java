package dev.interlock.provenance.task;

/**
 * A value that a call carries.
 *
 * @param path of the argument; all elements of a list have the same
 * @param text the value as text
 */
public record ArgumentValue(String path, String text) {}
