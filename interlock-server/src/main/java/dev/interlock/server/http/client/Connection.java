package dev.interlock.server.http.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** One connection to a server. For one request at a time. */
final class Connection {
    private final SocketChannel channel;
    private final Socket socket;
    private final Incoming in;
    private final OutputStream out;

    private Connection(SocketChannel channel, Socket socket) throws IOException {
        this.channel = channel;
        this.socket = socket;
        this.in = new Incoming(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Tries the addresses of the host one after the other, until the request that it is for is abandoned. */
    static Connection open(String host, int port, Duration limit, Resolver resolver, Outgoing request)
            throws IOException {
        IOException failure = new IOException("the host has no address");
        for (InetAddress address : resolved(host, limit, resolver, request)) {
            SocketChannel channel = SocketChannel.open();
            try {
                request.on(() -> end(channel));
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.socket().connect(new InetSocketAddress(address, port), millis(limit));
                return new Connection(channel, channel.socket());
            } catch (IOException e) {
                channel.close();
                failure = e;
            }
        }
        throw failure;
    }

    /** Looks the addresses up on a thread of its own, as no interrupt ends that. */
    private static InetAddress[] resolved(String host, Duration limit, Resolver resolver, Outgoing request)
            throws IOException {
        var found = new CompletableFuture<InetAddress[]>();
        request.on(() -> found.completeExceptionally(new IOException("cancelled while the host was looked up")));
        Thread.ofVirtual().name("resolver").start(() -> {
            try {
                found.complete(resolver.resolve(host));
            } catch (IOException | RuntimeException e) {
                found.completeExceptionally(e);
            }
        });
        try {
            return found.get(millis(limit), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the host could not be looked up within " + limit.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the host was looked up", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException why ? why : new IOException("the host cannot be looked up", e);
        }
    }

    /** The same connection with TLS, whose certificate has to be the host's. */
    Connection secured(SSLSocketFactory tls, String host, int port, Duration limit) throws IOException {
        SSLSocket secured = (SSLSocket) tls.createSocket(socket, host, port, /* autoClose= */ true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.setSoTimeout(millis(limit));
        secured.startHandshake();
        secured.setSoTimeout(0);
        return new Connection(channel, secured);
    }

    private static int millis(Duration limit) {
        return Math.clamp(limit.toMillis(), 1, Integer.MAX_VALUE);
    }

    /**
     * Returns whether the server has neither ended an idle connection nor said anything on it, as far as has been
     * heard. Never blocks.
     */
    boolean usable() {
        if (!in.empty()) {
            return false;
        }
        try {
            channel.configureBlocking(false);
            int read = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return read == 0;
        } catch (IOException e) {
            return false;
        }
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    Incoming in() {
        return in;
    }

    /** Ends the connection from any thread and without blocking: closing a socket of TLS would say goodbye first. */
    void end() {
        end(channel);
    }

    private static void end(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(Connection.class.getName())
                    .log(System.Logger.Level.DEBUG, "a connection could not be closed cleanly", e);
        }
    }

    void close() {
        try {
            socket.close();
            channel.close();
        } catch (IOException e) {
            System.getLogger(Connection.class.getName())
                    .log(System.Logger.Level.DEBUG, "a connection could not be closed cleanly", e);
        }
    }
}
