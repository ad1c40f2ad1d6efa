package dev.interlock.server.replay.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** Reads one form of trace. Keeps nothing of what it has passed on. */
public interface TraceReader {

    /**
     * Reads to the end.
     *
     * @param file the name by which places are given
     * @throws IOException if the stream cannot be read on; what has been read by then was passed on
     */
    void read(String file, InputStream in, Consumer<TraceEvent> out) throws IOException;
}
