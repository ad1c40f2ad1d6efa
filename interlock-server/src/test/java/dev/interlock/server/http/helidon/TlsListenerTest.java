package dev.interlock.server.http.helidon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.Route;
import dev.interlock.server.http.server.RouteTable;
import dev.interlock.server.http.server.Transfer;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.tls.ListenTls;
import dev.interlock.server.tls.ServerTls;
import dev.interlock.server.tls.TlsException;
import dev.interlock.server.tls.TlsFixture;
import dev.interlock.server.tls.TlsFixture.Svid;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS where the server listens, with clients of the JDK: who is let in, what the doors are told, and files that change. */
class TlsListenerTest {

    /** Somebody is put out after this time; whoever is to be served shakes hands within it. */
    private static final Duration IMPATIENT = Duration.ofSeconds(2);

    private static final String NOBODY = "nobody";

    @TempDir
    static Path temporary;

    private static TlsFixture own;
    private static TlsFixture other;
    private static Svid server;
    private static Svid agent;
    private static Svid stranger;

    /** The time that callers have to shake hands, and to say something. */
    private Duration timeout = Duration.ofMinutes(1);

    private Optional<ServerTls> tls = Optional.empty();
    private Optional<RunningListener> web = Optional.empty();

    @BeforeAll
    static void domains() throws Exception {
        Quiet.on();
        own = new TlsFixture(temporary.resolve("own"), "own.example.com");
        other = new TlsFixture(temporary.resolve("other"), "other.example.com");
        server = own.svid("server", "/server");
        agent = own.svid("agent", "/agent/payer");
        stranger = other.svid("agent", "/agent/payer");
    }

    @AfterEach
    void stop() {
        web.ifPresent(RunningListener::stop);
        tls.ifPresent(ServerTls::close);
    }

    private static ListenTls files(ListenTls.Clients clients, Optional<Path> authorities) {
        return new ListenTls(server.certificates(), server.key(), clients, authorities);
    }

    /** Answers with the serial numbers of the chain that a door would be told. */
    private int serve(ListenTls files) throws Exception {
        var transfer = new Transfer(timeout, 1_000);
        var secured = ServerTls.open(files, Duration.ofMillis(20), InstantSource.system(), transfer::begin);
        tls = Optional.of(secured);
        RunningListener started = new Listener(Duration.ofSeconds(30), 100, 1_000, transfer)
                .start(
                        new Listen("127.0.0.1", 0, Optional.of(files)),
                        new RouteTable(List.of(Route.any("/*", request -> Reply.text(200, chain(request))))),
                        Optional.of(secured));
        web = Optional.of(started);
        return started.port();
    }

    private static String chain(Request request) {
        return request.client()
                .map(shown -> shown.chain().stream()
                        .map(X509Certificate::getSerialNumber)
                        .map(BigInteger::toString)
                        .collect(Collectors.joining(" ")))
                .orElse(NOBODY);
    }

    private static HttpClient client(SSLContext context) {
        return HttpClient.newBuilder()
                .sslContext(context)
                .connectTimeout(Duration.ofMinutes(1))
                .build();
    }

    private static String ask(HttpClient client, int port, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/"))
                .timeout(Duration.ofMinutes(1));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static String ask(SSLContext context, int port, String... headers) throws Exception {
        try (HttpClient client = client(context)) {
            return ask(client, port, headers);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void bothVersionsAreSpoken(String version) throws Exception {
        int port = serve(files(ListenTls.Clients.OPTIONAL, Optional.empty()));
        SSLContext context = own.client(Optional.of(agent));
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            String told = agent.certificate().getSerialNumber().toString();
            assertThat(asked(socket, told)).contains(told);
        }
    }

    private static String asked(SSLSocket socket, String expected) throws IOException {
        socket.setSoTimeout(120_000);
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
        var answered = new StringBuilder();
        int c;
        do {
            c = socket.getInputStream().read();
            answered.append((char) c);
        } while (c >= 0 && answered.indexOf(expected) < 0);
        return answered.toString();
    }

    @Test
    void whereNoneIsAskedForNobodyShowsACertificate() throws Exception {
        int port = serve(files(ListenTls.Clients.NONE, Optional.empty()));
        assertThat(ask(own.client(Optional.of(agent)), port)).isEqualTo(NOBODY);
    }

    @Test
    void whoHasACertificateMayShowItWhoeverVouchesForIt() throws Exception {
        int port = serve(files(ListenTls.Clients.OPTIONAL, Optional.empty()));
        assertThat(ask(own.client(Optional.empty()), port)).isEqualTo(NOBODY);
        assertThat(ask(own.client(Optional.of(agent)), port))
                .isEqualTo(agent.certificate().getSerialNumber().toString());
        assertThat(ask(own.client(Optional.of(stranger)), port))
                .as("it proves its key, and who vouches for it is asked elsewhere")
                .isEqualTo(stranger.certificate().getSerialNumber().toString());
    }

    @Test
    void aCertificateWithoutItsKeyIsRefused() throws Exception {
        int port = serve(files(ListenTls.Clients.OPTIONAL, Optional.empty()));
        var forged = new Svid(agent.certificates(), stranger.key(), agent.certificate());
        SSLContext context = own.client(Optional.of(forged));
        assertThatThrownBy(() -> ask(context, port)).isInstanceOf(IOException.class);
    }

    @Test
    void whoHasToShowOneIsNotLetInWithout() throws Exception {
        int port = serve(files(ListenTls.Clients.REQUIRED, Optional.empty()));
        SSLContext without = own.client(Optional.empty());
        assertThatThrownBy(() -> ask(without, port)).isInstanceOf(IOException.class);
        assertThat(ask(own.client(Optional.of(stranger)), port)).isNotEqualTo(NOBODY);
    }

    @Test
    void withAuthoritiesOthersAreNotLetIn() throws Exception {
        int port = serve(files(ListenTls.Clients.REQUIRED, Optional.of(own.authority())));
        assertThat(ask(own.client(Optional.of(agent)), port))
                .isEqualTo(agent.certificate().getSerialNumber().toString());
        SSLContext foreign = own.client(Optional.of(stranger));
        assertThatThrownBy(() -> ask(foreign, port)).isInstanceOf(IOException.class);
    }

    @Test
    void whatAHeaderSaysOfACertificateIsNotOne() throws Exception {
        int port = serve(files(ListenTls.Clients.OPTIONAL, Optional.empty()));
        String pem = Files.readString(agent.certificates()).replace("\n", "%0A");
        assertThat(ask(
                        own.client(Optional.empty()),
                        port,
                        "X-Forwarded-Client-Cert",
                        "Cert=\"" + pem + "\";URI=spiffe://own.example.com/agent/payer",
                        "X-SSL-Client-Cert",
                        pem,
                        "Client-Cert",
                        ":AAAA:",
                        "X-Client-Verify",
                        "SUCCESS"))
                .isEqualTo(NOBODY);
    }

    @Test
    void theClientThatDoesNotTrustTheServerDoesNotSendAnything() throws Exception {
        int port = serve(files(ListenTls.Clients.NONE, Optional.empty()));
        SSLContext distrusting = other.client(Optional.empty());
        assertThatThrownBy(() -> ask(distrusting, port)).isInstanceOf(SSLHandshakeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0016\u0003\u0001", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"})
    void whoDoesNotShakeHandsIsPutOut(String sent) throws Exception {
        timeout = IMPATIENT;
        int port = serve(files(ListenTls.Clients.NONE, Optional.empty()));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(120_000);
            socket.getOutputStream().write(sent.getBytes(US_ASCII));
            String answered;
            try {
                answered = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            } catch (SocketException e) {
                answered = "";
            }
            assertThat(answered).doesNotContain("HTTP");
        }
        assertThat(ask(own.client(Optional.empty()), port))
                .as("and others are served")
                .isEqualTo(NOBODY);
    }

    @Test
    void aConnectionThatSaysNothingAfterItsHandshakeIsPutOut() throws Exception {
        timeout = IMPATIENT;
        int port = serve(files(ListenTls.Clients.NONE, Optional.empty()));
        try (var socket =
                (SSLSocket) own.client(Optional.empty()).getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(120_000);
            socket.startHandshake();
            try {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            } catch (SocketTimeoutException e) {
                throw new AssertionError("it is still open", e);
            } catch (IOException e) {
                // Cut without a word: that is an end as well.
            }
        }
    }

    @Test
    void changedFilesAreUsedByNewConnectionsAndBrokenOnesAreNot() throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("changing"));
        Path certificates = folder.resolve("server.pem");
        Path key = folder.resolve("server.key");
        replace(server.certificates(), certificates);
        replace(server.key(), key);
        int port = serve(new ListenTls(certificates, key, ListenTls.Clients.NONE, Optional.empty()));
        SSLContext context = own.client(Optional.empty());
        assertThat(serial(context, port)).isEqualTo(server.certificate().getSerialNumber());

        try (HttpClient keeping = client(context)) {
            ask(keeping, port);
            // The certificate alone does not fit the key, however long it takes until the key comes.
            Svid next = own.svid("next", "/server");
            replace(next.certificates(), certificates);
            assertThat(serial(context, port)).isEqualTo(server.certificate().getSerialNumber());
            Files.writeString(key, "no key");
            assertThat(serial(context, port)).isEqualTo(server.certificate().getSerialNumber());
            replace(next.key(), key);
            while (!serial(context, port).equals(next.certificate().getSerialNumber())) {
                Until.pause();
            }
            assertThat(ask(keeping, port)).as("a connection that was open").isEqualTo(NOBODY);
        }
    }

    private static void replace(Path from, Path to) throws IOException {
        Path draft = to.resolveSibling(to.getFileName() + ".new");
        Files.copy(from, draft, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Of the server's certificate, in a full handshake. */
    private static BigInteger serial(SSLContext context, int port) throws Exception {
        var sessions = context.getClientSessionContext();
        for (byte[] id : Collections.list(sessions.getIds())) {
            Optional.ofNullable(sessions.getSession(id)).ifPresent(SSLSession::invalidate);
        }
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    @Test
    void aKeyThatOthersMayReadStartsNothing() throws Exception {
        Path key = temporary.resolve("open.key");
        Files.copy(server.key(), key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        ListenTls files = new ListenTls(server.certificates(), key, ListenTls.Clients.NONE, Optional.empty());
        assertThatThrownBy(() -> serve(files))
                .isInstanceOf(TlsException.class)
                .hasMessageContainingAll(key.toString(), "rw-r-----", "chmod 600");
    }
}
