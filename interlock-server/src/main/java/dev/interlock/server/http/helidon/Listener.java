package dev.interlock.server.http.helidon;

import dev.interlock.server.http.server.RouteTable;
import dev.interlock.server.http.server.Transfer;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.tls.ServerTls;
import dev.interlock.server.tls.TlsException;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

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

    /**
     * Binds the address, and answers there from now on.
     *
     * @throws TlsException if the files of TLS cannot be used
     * @throws IOException if the address cannot be bound
     */
    public RunningListener start(Listen listen, RouteTable routes, InstantSource clock) throws IOException {
        Optional<ServerTls> tls = listen.tls().isEmpty()
                ? Optional.empty()
                : Optional.of(ServerTls.open(listen.tls().get(), ServerTls.PERIOD, clock, transfer::begin));
        return start(listen, routes, tls);
    }

    /** @param tls speaks TLS, and is closed with the listener; absent where it speaks in clear */
    public RunningListener start(Listen listen, RouteTable routes, Optional<ServerTls> tls) throws IOException {
        WebServerConfig.Builder web = on(listen).routing(new HelidonDoors(routes, transfer)::register);
        // The web server asks for certificates of clients only with nio.
        tls.ifPresent(secured -> web.useNio(true).tls(of(secured)));
        return RunningListener.start(listen, web.build(), tls);
    }

    private static Tls of(ServerTls tls) {
        return Tls.builder()
                .sslContext(tls.context())
                .enabledProtocols(ServerTls.PROTOCOLS)
                .clientAuth(
                        switch (tls.clients()) {
                            case NONE -> TlsClientAuth.NONE;
                            case OPTIONAL -> TlsClientAuth.OPTIONAL;
                            case REQUIRED -> TlsClientAuth.REQUIRED;
                        })
                .build();
    }

    private WebServerConfig.Builder on(Listen listen) {
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
                        .addReceiveListener(new RequestHead(transfer))
                        .build())
                .idleConnectionTimeout(idle)
                .idleConnectionPeriod(idle.dividedBy(2))
                // An answer of more than one segment would otherwise wait 40 ms for the other side's acknowledgement.
                .connectionOptions(options -> options.tcpNoDelay(true));
    }
}
