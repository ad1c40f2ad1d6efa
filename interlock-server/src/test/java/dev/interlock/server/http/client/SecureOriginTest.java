package dev.interlock.server.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate of its own for 127.0.0.1. */
class SecureOriginTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final AtomicInteger connections = new AtomicInteger();
    private SSLContext tls;
    private SSLServerSocket listening;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=server",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.txt").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        listening = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    SSLSocket socket = (SSLSocket) listening.accept();
                    connections.incrementAndGet();
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException e) {
                // closed: the test is over
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        listening.close();
    }

    private static void serve(SSLSocket socket) {
        try (socket) {
            var head = new StringBuilder();
            for (int read = socket.getInputStream().read();
                    read >= 0;
                    read = socket.getInputStream().read()) {
                head.append((char) read);
                if (head.toString().endsWith("\r\n\r\n")) {
                    head.setLength(0);
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(ISO_8859_1));
                }
            }
        } catch (IOException e) {
            // the client is gone, or did not trust us
        }
    }

    private String get(Origin origin, URI address) throws IOException {
        try (Answer heard = origin.send(Outgoing.of("GET", address))) {
            return new String(heard.body().readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void aServerWithATrustedCertificateIsAskedOverOneConnection() throws IOException {
        URI address = URI.create("https://127.0.0.1:" + listening.getLocalPort() + "/");
        try (Origin origin = new Origin(address, Duration.ofSeconds(5), tls::getSocketFactory)) {
            for (int i = 0; i < 3; i++) {
                assertThat(get(origin, address)).isEqualTo("ok");
            }
        }
        assertThat(connections).hasValue(1);
    }

    @Test
    void nothingIsSentToAServerOfAnotherName() {
        URI address = URI.create("https://localhost:" + listening.getLocalPort() + "/");
        try (Origin origin = new Origin(address, Duration.ofSeconds(5), tls::getSocketFactory)) {
            assertThatThrownBy(() -> get(origin, address)).isInstanceOf(CannotConnectException.class);
        }
    }

    @Test
    void norToOneWhoseCertificateIsNotTrusted() {
        URI address = URI.create("https://127.0.0.1:" + listening.getLocalPort() + "/");
        try (Origin origin = new Origin(address, Duration.ofSeconds(5))) {
            assertThatThrownBy(() -> get(origin, address)).isInstanceOf(CannotConnectException.class);
        }
    }
}
