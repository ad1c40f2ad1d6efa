package dev.interlock.bench.flood;

import dev.interlock.bench.wire.Asker;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A connection to the server that is made again after it broke. Not thread-safe. */
final class Link implements AutoCloseable {

    private final int port;
    private @Nullable Asker asker;

    Link(int port) {
        this.port = port;
    }

    Asker open() throws IOException {
        Asker open = asker;
        if (open == null) {
            open = new Asker(port);
            asker = open;
        }
        return open;
    }

    void broken() throws IOException {
        close();
    }

    @Override
    public void close() throws IOException {
        if (asker != null) {
            asker.close();
            asker = null;
        }
    }
}
