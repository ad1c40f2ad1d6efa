package dev.interlock.server.door.hook;

/**
 * The name of one use of a tool, by which its outcome is told.
 *
 * @param unique whether the program gives each use a name of its own; else it is that of all uses that are alike
 */
record CallName(String text, boolean unique) {}
