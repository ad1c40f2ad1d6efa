package dev.interlock.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.identity.spiffe.SpiffeBundle;
import dev.interlock.server.identity.spiffe.TrustDomain;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.spiffe.workloadapi.grpc.SpiffeWorkloadAPIGrpc.SpiffeWorkloadAPIImplBase;
import io.spiffe.workloadapi.grpc.Workload;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles that an agent pushes over its socket: rotated, revoked, of others, and the agent gone for a while. */
class WorkloadBundleTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    private static final String DOMAIN = "spiffe://example.org";

    private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    private final SvidIssuer signer = new SvidIssuer("example.org");
    private final TestAuthority root = TestAuthority.root("example.org", NOW);
    private final TestAuthority next = TestAuthority.root("example.org", NOW);
    private final NioEventLoopGroup loop = new NioEventLoopGroup(1);

    @TempDir
    private Path folder;

    private Agent agent;
    private Server server;

    /** What a real agent does: it tells everything at once, and again whenever something changes. */
    private static final class Agent extends SpiffeWorkloadAPIImplBase implements ServerInterceptor {
        private final Map<String, ByteString> keys = new ConcurrentHashMap<>();
        private final Map<String, ByteString> authorities = new ConcurrentHashMap<>();
        private final List<StreamObserver<Workload.JWTBundlesResponse>> ofKeys = new CopyOnWriteArrayList<>();
        private final List<StreamObserver<Workload.X509BundlesResponse>> ofAuthorities = new CopyOnWriteArrayList<>();

        @Override
        public void fetchJWTBundles(
                Workload.JWTBundlesRequest request, StreamObserver<Workload.JWTBundlesResponse> observer) {
            synchronized (this) {
                ofKeys.add(observer);
                observer.onNext(keys());
            }
        }

        @Override
        public void fetchX509Bundles(
                Workload.X509BundlesRequest request, StreamObserver<Workload.X509BundlesResponse> observer) {
            synchronized (this) {
                ofAuthorities.add(observer);
                observer.onNext(authorities());
            }
        }

        synchronized void push() {
            ofKeys.forEach(observer -> observer.onNext(keys()));
            ofAuthorities.forEach(observer -> observer.onNext(authorities()));
        }

        private Workload.JWTBundlesResponse keys() {
            return Workload.JWTBundlesResponse.newBuilder().putAllBundles(keys).build();
        }

        private Workload.X509BundlesResponse authorities() {
            return Workload.X509BundlesResponse.newBuilder()
                    .putAllBundles(authorities)
                    .build();
        }

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> handler) {
            String header = headers.get(Metadata.Key.of("workload.spiffe.io", Metadata.ASCII_STRING_MARSHALLER));
            if (!"true".equals(header)) {
                call.close(Status.INVALID_ARGUMENT, new Metadata());
                return new ServerCall.Listener<>() {};
            }
            return handler.startCall(call, headers);
        }
    }

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    @BeforeEach
    void start() throws Exception {
        agent = new Agent();
        agent.keys.put(DOMAIN, keys(signer));
        agent.authorities.put(DOMAIN, der(root));
        listen();
    }

    private Path socket() {
        return folder.resolve("agent.sock");
    }

    private void listen() throws IOException {
        Files.deleteIfExists(socket());
        server = NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket()))
                .channelType(NioServerDomainSocketChannel.class)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .addService(agent)
                .intercept(agent)
                .build()
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        server.shutdownNow().awaitTermination();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    }

    private WorkloadBundle open(String domain) {
        return WorkloadBundle.open(new TrustDomain(domain), socket(), clock::get);
    }

    /** As SPIRE publishes them here: without `use` and sequence. */
    private static ByteString keys(SvidIssuer issuer) {
        ObjectNode set = issuer.bundle();
        set.remove(List.of("spiffe_sequence", "spiffe_refresh_hint"));
        set.get("keys").forEach(key -> ((ObjectNode) key).remove("use"));
        return ByteString.copyFrom(set.toString(), StandardCharsets.UTF_8);
    }

    private static ByteString der(TestAuthority... authorities) throws Exception {
        ByteString all = ByteString.EMPTY;
        for (TestAuthority authority : authorities) {
            all = all.concat(ByteString.copyFrom(authority.certificate().getEncoded()));
        }
        return all;
    }

    private String key() {
        return signer.key().published().id().orElseThrow();
    }

    private static SpiffeBundle await(WorkloadBundle bundle, Predicate<SpiffeBundle> wanted) {
        SpiffeBundle found = bundle.current(NOW);
        while (!wanted.test(found)) {
            LockSupport.parkNanos(2_000_000);
            found = bundle.current(NOW);
        }
        return found;
    }

    /** Both parts, also where the agent takes longer to answer than is waited for at first. */
    private static SpiffeBundle whole(WorkloadBundle bundle) {
        return await(
                bundle,
                now -> !now.jwtAuthorities().isEmpty() && !now.x509Authorities().isEmpty());
    }

    private static boolean isEmpty(SpiffeBundle bundle) {
        return bundle.jwtAuthorities().isEmpty() && bundle.x509Authorities().isEmpty();
    }

    @Test
    void whatTheAgentPushesCountsAtOnceAndAnEmptyBundleRevokesAll() throws Exception {
        try (WorkloadBundle bundle = open("example.org")) {
            SpiffeBundle begin = whole(bundle);
            String old = key();
            assertThat(begin.jwtAuthorities().knows(old)).isTrue();
            assertThat(begin.x509Authorities()).containsExactly(root.certificate());
            assertThat(bundle.current(NOW)).as("nothing has changed").isSameAs(begin);

            signer.rotate();
            agent.keys.put(DOMAIN, keys(signer));
            agent.authorities.put(DOMAIN, der(root, next));
            agent.push();
            SpiffeBundle rotated = await(
                    bundle,
                    now -> now.jwtAuthorities().knows(key())
                            && now.x509Authorities().size() == 2);
            assertThat(rotated.jwtAuthorities().knows(old)).isFalse();
            assertThat(rotated.x509Authorities())
                    .extracting(X509Certificate::getSerialNumber)
                    .doesNotHaveDuplicates();

            agent.keys.put(DOMAIN, ByteString.copyFromUtf8("{\"keys\": []}"));
            agent.authorities.put(DOMAIN, ByteString.EMPTY);
            agent.push();
            assertThat(await(bundle, WorkloadBundleTest::isEmpty))
                    .satisfies(now -> assertThat(isEmpty(now)).isTrue());
        }
    }

    @Test
    void whileTheAgentIsGoneItsKeysGoOnForADayAndItIsFoundAgain() throws Exception {
        try (WorkloadBundle bundle = open("example.org")) {
            assertThat(whole(bundle).jwtAuthorities().knows(key())).isTrue();
            server.shutdownNow().awaitTermination();
            Instant dayLater = NOW.plus(BundleSource.STALE);
            while (!isEmpty(bundle.current(dayLater))) { // until it has noticed: before, the agent stands behind them
                LockSupport.parkNanos(2_000_000);
            }
            assertThat(bundle.current(dayLater.minusSeconds(1)).jwtAuthorities().knows(key()))
                    .isTrue();
            assertThat(bundle.current(dayLater.minusSeconds(1)).x509Authorities())
                    .containsExactly(root.certificate());

            signer.rotate();
            agent = new Agent();
            agent.keys.put(DOMAIN, keys(signer));
            agent.authorities.put(DOMAIN, der(next));
            listen();
            await(
                    bundle,
                    now -> now.jwtAuthorities().knows(key())
                            && now.x509Authorities().size() == 1);
            SpiffeBundle back = await(bundle, now -> now.x509Authorities().equals(List.of(next.certificate())));
            assertThat(bundle.current(dayLater)).as("confirmed again").isSameAs(back);
        }
    }

    @Test
    void onlyTheDomainThatIsNamedIsTaken() throws Exception {
        SvidIssuer others = new SvidIssuer("partner.example");
        agent.keys.put("spiffe://partner.example", keys(others));
        try (WorkloadBundle own = open("example.org");
                WorkloadBundle named = open("partner.example");
                WorkloadBundle unknown = open("elsewhere.example")) {
            String theirs = others.key().published().id().orElseThrow();
            await(own, now -> now.jwtAuthorities().knows(key()));
            await(named, now -> now.jwtAuthorities().knows(theirs));
            assertThat(own.current(NOW).jwtAuthorities().knows(theirs)).isFalse();
            assertThat(named.current(NOW).jwtAuthorities().knows(key())).isFalse();
            assertThat(named.current(NOW).x509Authorities()).isEmpty();
            assertThat(isEmpty(unknown.current(NOW))).isTrue();

            agent.keys.remove("spiffe://partner.example");
            agent.push();
            await(named, WorkloadBundleTest::isEmpty);
            assertThat(own.current(NOW).jwtAuthorities().knows(key())).isTrue();
        }
    }

    @Test
    void whatBreaksTheRulesChangesNothingForADay() throws Exception {
        try (WorkloadBundle bundle = open("example.org")) {
            SpiffeBundle begin = whole(bundle);
            agent.keys.put(
                    DOMAIN, ByteString.copyFromUtf8("{\"keys\": [{\"kty\": \"oct\", \"kid\": \"a\", \"k\": \"AA\"}]}"));
            agent.authorities.put(DOMAIN, ByteString.copyFromUtf8("no certificate"));
            agent.push();
            while (!isEmpty(bundle.current(NOW.plus(BundleSource.STALE)))) {
                LockSupport.parkNanos(2_000_000);
            }
            assertThat(bundle.current(NOW).hasKeysOf(begin)).isTrue();
        }
    }
}
