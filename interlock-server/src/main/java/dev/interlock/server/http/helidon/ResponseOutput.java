package dev.interlock.server.http.helidon;

import dev.interlock.server.http.server.ConnectionLostException;
import io.helidon.webserver.ServerConnectionException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** The body of a response, which fails as streams do: the web server throws exceptions of its own. */
final class ResponseOutput extends OutputStream {

    private final OutputStream out;

    ResponseOutput(OutputStream out) {
        this.out = out;
    }

    /** One step of writing. */
    private interface Step {
        void take() throws IOException;
    }

    private static void attempt(Step step) throws IOException {
        try {
            step.take();
        } catch (UncheckedIOException | ServerConnectionException e) {
            throw new ConnectionLostException("the caller closed the connection", e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        attempt(() -> out.write(b));
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        attempt(() -> out.write(bytes, from, length));
    }

    @Override
    public void flush() throws IOException {
        attempt(out::flush);
    }

    @Override
    public void close() throws IOException {
        attempt(out::close);
    }
}
