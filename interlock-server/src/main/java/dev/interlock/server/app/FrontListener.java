package dev.interlock.server.app;

import dev.interlock.server.setting.Listen;
import dev.interlock.server.tls.ServerTls;
import dev.interlock.server.tls.TlsException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** The listener of the doors, with the certificate that it shows. */
record FrontListener(Listen listen, WebServer web, Optional<ServerTls> tls) {

    /**
     * Binds the address, and answers there from now on.
     *
     * @throws TlsException if the files of TLS cannot be used
     * @throws IOException if the address cannot be bound
     */
    static FrontListener open(
            Listen listen, Listener listener, Consumer<HttpRouting.Builder> doors, InstantSource clock)
            throws IOException {
        Optional<ServerTls> tls = listen.tls().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ServerTls.open(listen.tls().get(), ServerTls.PERIOD, clock, listener.transfer()::connecting));
        var front = new FrontListener(
                listen,
                tls.map(secured -> listener.on(listen, secured))
                        .orElseGet(() -> listener.on(listen))
                        .routing(doors)
                        .build(),
                tls);
        try {
            front.web.start();
            if (front.web.isRunning()) {
                return front;
            }
            // The web server logs why it cannot listen, and keeps it to itself; asked again the system says it once
            // more.
            throw new IOException(front.whyNotListening());
        } catch (IOException | RuntimeException e) {
            front.stop();
            throw e;
        }
    }

    private String whyNotListening() {
        try (var probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(listen.host(), listen.port()));
            return "the web server did not start; see its log";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    int port() {
        return web.port();
    }

    void stop() {
        try {
            web.stop();
        } finally {
            tls.ifPresent(ServerTls::close);
        }
    }
}
