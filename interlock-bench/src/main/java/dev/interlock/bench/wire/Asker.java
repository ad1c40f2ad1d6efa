package dev.interlock.bench.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;

/** One client with one connection of its own, which waits for each answer. Not thread-safe. */
public final class Asker implements AutoCloseable {

    private final Wire wire;
    private final int port;

    public Asker(int port) throws IOException {
        this.wire = Wire.connect(port);
        this.port = port;
    }

    /** @return the status; the body is that of {@link #body} until the next request */
    public int get(String path, String token, String task) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer " + token
                + "\r\nInterlock-Task: " + task + "\r\n\r\n");
    }

    /** What anybody may ask, and for which nothing is looked up. */
    public int empty() throws IOException {
        return send("GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n");
    }

    public int post(String path, String token, String json) throws IOException {
        return send("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json);
    }

    /** As an agent does that works for a task. */
    public int post(String path, String token, String task, String json) throws IOException {
        return send("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer " + token
                + "\r\nInterlock-Task: " + task + "\r\nContent-Type: application/json\r\nContent-Length: "
                + json.length() + "\r\n\r\n" + json);
    }

    public int form(String path, String form) throws IOException {
        return send("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n"
                + form);
    }

    private int send(String request) throws IOException {
        byte[] bytes = request.getBytes(ISO_8859_1);
        wire.write(bytes, bytes.length);
        if (!wire.readMessage()) {
            throw new IOException("the server has ended the connection");
        }
        return Integer.parseInt(wire.startLine().split(" ", 3)[1]);
    }

    /** The answer of the server: what it says that it did with the call of an agent. */
    public String decision() {
        return wire.header("Interlock-Decision");
    }

    public String body() {
        return wire.body();
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
