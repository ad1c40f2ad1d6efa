package dev.interlock.server.http.helidon;

import dev.interlock.server.setting.Listen;
import dev.interlock.server.tls.ServerTls;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/** A listener that answers at its address, with the certificate that it shows. */
public final class RunningListener {

    private final WebServer web;
    private final Optional<ServerTls> tls;

    private RunningListener(WebServer web, Optional<ServerTls> tls) {
        this.web = web;
        this.tls = tls;
    }

    static RunningListener start(Listen listen, WebServer web, Optional<ServerTls> tls) throws IOException {
        var running = new RunningListener(web, tls);
        try {
            web.start();
            if (web.isRunning()) {
                return running;
            }
            // The web server logs why it cannot listen, and keeps it to itself; asked again the system says it once
            // more.
            throw new IOException(whyNotListening(listen));
        } catch (IOException | RuntimeException e) {
            running.stop();
            throw e;
        }
    }

    private static String whyNotListening(Listen listen) {
        try (var probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(listen.host(), listen.port()));
            return "the web server did not start; see its log";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    public int port() {
        return web.port();
    }

    /** Ends requests under way, and closes the address. */
    public void stop() {
        try {
            web.stop();
        } finally {
            tls.ifPresent(ServerTls::close);
        }
    }
}
