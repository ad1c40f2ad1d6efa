package dev.interlock.server.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.http.fetch.Fetched;
import dev.interlock.server.identity.TestAuthority.Draft;
import dev.interlock.server.identity.spiffe.SpiffeBundle;
import dev.interlock.server.identity.spiffe.SpiffeId;
import dev.interlock.server.identity.spiffe.TrustDomain;
import dev.interlock.server.jose.KeySet;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bundles that others publish over HTTP: found, rotated, rolled back, missing. */
class EndpointBundleTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    /** What is answered, by path; what is not there is 404. */
    private final Map<String, String> documents = new ConcurrentHashMap<>();

    private final AtomicInteger asked = new AtomicInteger();
    private final SvidIssuer signer = new SvidIssuer("example.org");
    private HttpServer http;
    private String address;

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    @BeforeEach
    void serve() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(http);
        http.start();
        address = "http://127.0.0.1:" + http.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private void answer(HttpServer server) {
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            String document = documents.get(exchange.getRequestURI().getPath());
            byte[] body = (document == null ? "{}" : document).getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(document == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Test
    void aBundleEndpointIsAskedAgainAfterItsHintAndNeverGoesBack() {
        documents.put("/bundle", signer.bundle().toString());
        String before = documents.get("/bundle");
        try (EndpointBundle bundle = EndpointBundle.web(
                new TrustDomain("example.org"), URI.create(address + "/bundle"), Sequences.inMemory())) {
            SpiffeBundle first = bundle.current(NOW);
            assertThat(first.jwtAuthorities().keys()).hasSize(1);
            signer.rotate();
            documents.put("/bundle", signer.bundle().toString());
            assertThat(bundle.current(NOW.plusSeconds(59))).isSameAs(first);
            await(() -> !bundle.current(NOW.plusSeconds(60)).equals(first));
            SpiffeBundle second = bundle.current(NOW.plusSeconds(60));
            assertThat(second.sequence().orElseThrow())
                    .isGreaterThan(first.sequence().orElseThrow());

            documents.put("/bundle", before);
            int asking = asked.get();
            await(() -> bundle.current(NOW.plusSeconds(120)) != null && asked.get() > asking);
            assertThat(bundle.current(NOW.plusSeconds(121))).as("the older one").isSameAs(second);
            documents.remove("/bundle");
            assertThat(bundle.current(NOW.plusSeconds(180))).as("down").isSameAs(second);
            assertThat(bundle.current(NOW.plus(Duration.ofDays(2)))
                            .jwtAuthorities()
                            .isEmpty())
                    .as("not confirmed for too long")
                    .isTrue();
        }
    }

    @Test
    void aSpiffeEndpointIsKnownByItsIdAndNotByItsName() throws Exception {
        TestAuthority root = TestAuthority.root("example.org", NOW);
        TrustDomain domain = new TrustDomain("example.org");
        SpiffeBundle first = new SpiffeBundle(
                domain, KeySet.none(), List.of(root.certificate()), OptionalLong.of(1), Optional.empty());
        ObjectNode published = signer.bundle();
        ObjectNode authority = Json.object().put("use", "x509-svid").put("kty", "EC");
        authority
                .putArray("x5c")
                .add(Base64.getEncoder().encodeToString(root.certificate().getEncoded()));
        published.withArray("keys").add(authority);
        documents.put("/bundle", published.toString());
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(proving(root, "spiffe://example.org/endpoint")));
        answer(https);
        https.start();
        try {
            URI url = URI.create("https://localhost:" + https.getAddress().getPort() + "/bundle");
            SpiffeId id = SpiffeId.parse("spiffe://example.org/endpoint").orElseThrow();
            try (EndpointBundle bundle = EndpointBundle.spiffe(
                    domain, url, first, new SpiffeTrust(id, clock::get), Sequences.inMemory(), NOW)) {
                await(() -> !bundle.current(NOW).jwtAuthorities().isEmpty());
                assertThat(bundle.current(NOW).x509Authorities()).containsExactly(root.certificate());
            }
            SpiffeId other = SpiffeId.parse("spiffe://example.org/other").orElseThrow();
            int before = asked.get();
            try (Fetch fetch = new Fetch(Optional.of(trusting(other, first)))) {
                assertThat(fetch.get(url)).isInstanceOf(Fetched.Failed.class);
            }
            assertThat(asked).as("nothing was asked of a server of another id").hasValue(before);
        } finally {
            https.stop(0);
        }
    }

    private SSLContext trusting(SpiffeId id, SpiffeBundle bundle) {
        var trust = new SpiffeTrust(id, clock::get);
        trust.by(() -> bundle);
        return trust.context();
    }

    private static SSLContext proving(TestAuthority root, String id) throws Exception {
        KeyPair keys = TestAuthority.keys();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "server", keys.getPrivate(), new char[0], new Certificate[] {root.leaf(new Draft(NOW, id), keys)});
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
