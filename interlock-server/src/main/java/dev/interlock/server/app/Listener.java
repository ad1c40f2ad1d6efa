package dev.interlock.server.app;

import dev.interlock.server.http.server.Transfer;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.tls.ServerTls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import java.time.Duration;

/**
 * The settings of a listener bound how much of it strangers can hold: nobody has to prove anything to open a
 * connection.
 *
 * @param idle how long a connection may say nothing before a request
 * @param connections open at a time; more wait in the backlog of the operating system
 * @param payload longest body, in bytes, that is read at all, also in order to throw it away
 * @param transfer how long the head of a request may take, and the rest where the doors use it
 */
public record Listener(Duration idle, int connections, long payload, Transfer transfer) {

    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int CONNECTIONS = 10_000;
    /** A body that is a little too long is read, so that the answer can say what the limit is. */
    private static final long SLACK = 1 << 20;

    /** @param requestBytes longest body that a door takes */
    public static Listener of(int requestBytes) {
        return new Listener(IDLE, CONNECTIONS, requestBytes + SLACK, new Transfer());
    }

    /** Returns the configuration of a listener in clear, whatever the address says of TLS. */
    public WebServerConfig.Builder on(Listen listen) {
        return WebServer.builder()
                .host(listen.host())
                .port(listen.port())
                // The server is stopped in order by whoever started it; a hook of the web server would cut off calls
                // under way.
                .shutdownHook(false)
                .maxTcpConnections(connections)
                .maxPayloadSize(payload)
                .protocolsDiscoverServices(false)
                .addProtocol(Http1Config.builder()
                        .addReceiveListener(transfer.head())
                        .build())
                .idleConnectionTimeout(idle)
                .idleConnectionPeriod(idle.dividedBy(2))
                // An answer of more than one segment would otherwise wait 40 ms for the other side's acknowledgement.
                .connectionOptions(options -> options.tcpNoDelay(true));
    }

    /**
     * Returns the configuration of a listener with TLS. The files of the certificate may change; the caller watches and
     * closes `tls`.
     */
    WebServerConfig.Builder on(Listen listen, ServerTls tls) {
        // The web server asks for certificates of clients only with it.
        return on(listen).useNio(true).tls(tls.forListener());
    }
}
