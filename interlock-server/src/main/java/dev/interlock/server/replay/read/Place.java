package dev.interlock.server.replay.read;

/** The place of something in the input: the name of the file as it was given, and the line, from 1. */
public record Place(String file, long line) {

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
