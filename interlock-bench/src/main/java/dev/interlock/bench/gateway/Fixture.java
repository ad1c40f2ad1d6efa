package dev.interlock.bench.gateway;

import dev.interlock.bench.child.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The server behind the gateway: the least that is an MCP server of the modern era, so that it is never the bottleneck. One thread
 * serves all connections, and answers are made in advance. {@code POST /N} takes N milliseconds. A connection that begins with
 * {@code E} is an echo of a kilobyte, the floor of any exchange. It tells the process that started it how many calls it has answered.
 */
final class Fixture {

    /** Bytes of what a call answers, and of the echo. */
    static final int PAYLOAD = 1024;

    /** The question for the number of calls that were answered. */
    static final String CALLS = "calls";

    private static final int BACKLOG = 1024;
    private static final int LONGEST_REQUEST = 64 << 10;

    private final Selector selector;
    private final ServerSocketChannel listening;
    private final AtomicLong calls;

    private Fixture(Selector selector, ServerSocketChannel listening, AtomicLong calls) {
        this.selector = selector;
        this.listening = listening;
        this.calls = calls;
    }

    public static void main(String[] args) throws IOException {
        var calls = new AtomicLong();
        ChildProcess.answer(question -> Long.toString(calls.get()));
        try (Selector selector = Selector.open();
                ServerSocketChannel listening = ServerSocketChannel.open()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            listening.configureBlocking(false);
            listening.register(selector, SelectionKey.OP_ACCEPT);
            System.out.println(
                    "listens on http://127.0.0.1:" + listening.socket().getLocalPort());
            var fixture = new Fixture(selector, listening, calls);
            while (true) {
                selector.select(fixture::serve);
            }
        }
    }

    private void serve(SelectionKey key) {
        try {
            if (key.attachment() instanceof Connection connection) {
                connection.read(key);
            } else {
                accept();
            }
        } catch (IOException e) {
            // The other side is gone; so is this connection.
            close(key);
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = listening.accept();
        if (channel != null) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_READ, new Connection(channel));
        }
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            System.err.println("fixture: " + e.getMessage());
        }
    }

    /** One connection, on which the other side waits for each answer. */
    private final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer request = ByteBuffer.allocate(LONGEST_REQUEST);

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        void read(SelectionKey key) throws IOException {
            if (channel.read(request) < 0) {
                channel.close();
                return;
            }
            if (request.get(0) == 'E') {
                key.cancel();
                channel.configureBlocking(true);
                Thread.ofPlatform().daemon().start(this::echo);
                return;
            }
            FixtureRequest.of(request.array(), request.position()).ifPresent(this::answer);
        }

        private void answer(FixtureRequest asked) {
            request.clear();
            calls.addAndGet(asked.isCall() ? 1 : 0);
            if (asked.delayMillis() == 0) {
                write(asked.answer());
            } else {
                Thread.ofVirtual().start(() -> later(asked));
            }
        }

        private void later(FixtureRequest asked) {
            try {
                Thread.sleep(Duration.ofMillis(asked.delayMillis()));
                write(asked.answer());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** An answer always has room on its way, as the other side has read the one before it. */
        private void write(ByteBuffer answer) {
            try {
                while (answer.hasRemaining()) {
                    channel.write(answer);
                }
            } catch (IOException e) {
                // The other side is gone; the selector finds that out, too.
            }
        }

        private void echo() {
            try (channel) {
                request.limit(PAYLOAD);
                while (!request.hasRemaining() || channel.read(request) >= 0) {
                    if (!request.hasRemaining()) {
                        request.flip();
                        channel.write(request);
                        request.clear().limit(PAYLOAD);
                    }
                }
            } catch (IOException e) {
                // as good as the end
            }
        }
    }
}
