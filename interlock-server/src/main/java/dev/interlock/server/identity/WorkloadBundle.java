package dev.interlock.server.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.interlock.server.identity.spiffe.BundleReader;
import dev.interlock.server.identity.spiffe.SpiffeBundle;
import dev.interlock.server.identity.spiffe.TrustDomain;
import dev.interlock.server.jose.JwkSetReader;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.KeySet;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.spiffe.workloadapi.grpc.SpiffeWorkloadAPIGrpc;
import io.spiffe.workloadapi.grpc.SpiffeWorkloadAPIGrpc.SpiffeWorkloadAPIStub;
import io.spiffe.workloadapi.grpc.Workload;
import io.spiffe.workloadapi.internal.SecurityHeaderInterceptor;
import java.io.ByteArrayInputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A bundle as an agent on this machine tells it (SPIFFE Workload API), and tells anew whenever it changes. What the agent says last counts,
 * as this API has no sequence. While the agent is gone what it said goes on, but not for long. Thread-safe.
 */
public final class WorkloadBundle implements BundleSource {

    private static final System.Logger LOG = System.getLogger(WorkloadBundle.class.getName());

    /**
     * The logger that warns at each connection of an option that sockets of files do not have. Held, as the log manager does not hold
     * it.
     */
    private static final Logger OPTIONS = Logger.getLogger("io.netty.bootstrap.Bootstrap");

    /** The time for which the first caller waits for an agent that says nothing. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration SHORTEST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** An agent that hangs is noticed after this; more often than every five minutes gRPC's servers do not like to be asked. */
    private static final Duration ALIVE = Duration.ofMinutes(6);

    private final TrustDomain domain;
    private final SpiffeBundle nothing;
    private final InstantSource clock;
    private final NioEventLoopGroup loop = new NioEventLoopGroup(1, new DefaultThreadFactory("workload-api", true));
    private final ManagedChannel channel;
    private final Told<Workload.JWTBundlesResponse> tokens;
    private final Told<Workload.X509BundlesResponse> certificates;
    private final CountDownLatch first = new CountDownLatch(2);
    private final long opened = System.nanoTime();
    private volatile Both both;
    private volatile boolean closed;

    private record Both(SpiffeBundle tokens, SpiffeBundle certificates, SpiffeBundle together) {}

    private WorkloadBundle(TrustDomain domain, Path socket, InstantSource clock) {
        OPTIONS.setLevel(Level.SEVERE);
        this.domain = domain;
        this.nothing = SpiffeBundle.empty(domain);
        this.both = new Both(nothing, nothing, nothing);
        this.clock = clock;
        this.channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioDomainSocketChannel.class)
                .eventLoopGroup(loop)
                .directExecutor()
                .overrideAuthority("localhost")
                .usePlaintext()
                .keepAliveTime(ALIVE.toSeconds(), TimeUnit.SECONDS)
                .intercept(new SecurityHeaderInterceptor())
                .build();
        SpiffeWorkloadAPIStub agent = SpiffeWorkloadAPIGrpc.newStub(channel);
        this.tokens = new Told<>(
                "JWT-SVIDs",
                hearer -> agent.fetchJWTBundles(Workload.JWTBundlesRequest.getDefaultInstance(), hearer),
                Workload.JWTBundlesResponse::getBundlesMap,
                this::ofTokens);
        this.certificates = new Told<>(
                "X.509-SVIDs",
                hearer -> agent.fetchX509Bundles(Workload.X509BundlesRequest.getDefaultInstance(), hearer),
                Workload.X509BundlesResponse::getBundlesMap,
                this::ofCertificates);
    }

    /**
     * Asks at once; an agent that is not there yet is asked again later.
     *
     * @param domain the one whose bundle is taken, whatever others the agent tells of
     */
    public static WorkloadBundle open(TrustDomain domain, Path socket, InstantSource clock) {
        var made = new WorkloadBundle(domain, socket, clock);
        made.tokens.ask();
        made.certificates.ask();
        return made;
    }

    @Override
    public SpiffeBundle current(Instant now) {
        waitForFirst();
        SpiffeBundle ofTokens = tokens.at(now);
        SpiffeBundle ofCertificates = certificates.at(now);
        Both last = both;
        if (!last.tokens.equals(ofTokens) || !last.certificates.equals(ofCertificates)) {
            last = new Both(
                    ofTokens, ofCertificates, bundle(ofTokens.jwtAuthorities(), ofCertificates.x509Authorities()));
            both = last;
        }
        return last.together;
    }

    private void waitForFirst() {
        try {
            long left = PATIENCE.toNanos() - (System.nanoTime() - opened);
            if (first.getCount() > 0 && left > 0) {
                boolean unused = first.await(left, TimeUnit.NANOSECONDS); // without an answer nothing is trusted
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        channel.shutdownNow();
        Future<?> unused = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private SpiffeBundle bundle(KeySet keys, List<X509Certificate> authorities) {
        return new SpiffeBundle(domain, keys, authorities, OptionalLong.empty(), Optional.empty());
    }

    /** A plain JWK set, in which keys need not say what they are for. */
    private JwtResult<SpiffeBundle> ofTokens(byte[] text) {
        return JwkSetReader.tree(text).then(tree -> {
            for (JsonNode key : tree.get("keys")) {
                if (!key.has("use")) {
                    ((ObjectNode) key).put("use", "jwt-svid");
                }
            }
            return BundleReader.read(domain, tree).then(read -> JwtResult.ok(bundle(read.jwtAuthorities(), List.of())));
        });
    }

    /** Certificates in DER, one after the other. */
    private JwtResult<SpiffeBundle> ofCertificates(byte[] der) {
        try {
            List<X509Certificate> authorities = new ArrayList<>();
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(der))
                    .forEach(certificate -> authorities.add((X509Certificate) certificate));
            return JwtResult.ok(bundle(KeySet.none(), authorities));
        } catch (CertificateException e) {
            return JwtResult.refused(JwtProblem.MALFORMED, "the agent sent something other than certificates");
        }
    }

    /** A stream of answers. Each answer has everything, and replaces the one before. Called by gRPC, one call after the other. */
    private final class Told<R> implements StreamObserver<R> {

        private final String what;
        private final Consumer<StreamObserver<R>> request;
        private final Function<R, Map<String, ByteString>> bundles;
        private final Function<byte[], JwtResult<SpiffeBundle>> reader;
        private volatile Heard heard = new Heard(nothing, null);
        private Duration pause = SHORTEST;

        /** @param unconfirmed since when the agent does not stand behind it; null while it does */
        private record Heard(SpiffeBundle bundle, @Nullable Instant unconfirmed) {}

        Told(
                String what,
                Consumer<StreamObserver<R>> request,
                Function<R, Map<String, ByteString>> bundles,
                Function<byte[], JwtResult<SpiffeBundle>> reader) {
            this.what = what;
            this.request = request;
            this.bundles = bundles;
            this.reader = reader;
        }

        void ask() {
            if (!closed) {
                channel.resetConnectBackoff(); // the pauses are ours
                request.accept(this);
            }
        }

        SpiffeBundle at(Instant now) {
            Heard last = heard;
            return last.unconfirmed == null || now.isBefore(last.unconfirmed.plus(STALE)) ? last.bundle : nothing;
        }

        @Override
        public void onNext(R answer) {
            pause = SHORTEST;
            ByteString told = bundles.apply(answer).get(domain.id().toString());
            if (told == null) {
                LOG.log(System.Logger.Level.WARNING, "the agent has no keys of `" + domain + "` for " + what);
            }
            JwtResult<SpiffeBundle> read = told == null ? JwtResult.ok(nothing) : reader.apply(told.toByteArray());
            switch (read) {
                case JwtResult.Ok<SpiffeBundle>(SpiffeBundle next) ->
                    heard = new Heard(next.hasKeysOf(heard.bundle) ? heard.bundle : next, null);
                case JwtResult.Refused<SpiffeBundle> refused -> unconfirmed(refused.message());
            }
            first.countDown();
        }

        @Override
        public void onError(Throwable failure) {
            again("its agent answers " + Status.fromThrowable(failure).getCode());
        }

        @Override
        public void onCompleted() {
            again("its agent has ended");
        }

        private void again(String why) {
            if (closed) {
                return;
            }
            unconfirmed(why);
            first.countDown();
            Future<?> unused = loop.schedule(this::ask, pause.toMillis(), TimeUnit.MILLISECONDS);
            Duration next = pause.multipliedBy(2);
            pause = next.compareTo(LONGEST) > 0 ? LONGEST : next;
        }

        /** Notes that the agent does not stand behind the bundle any more. Logged once, for it may last. */
        private void unconfirmed(String why) {
            if (heard.unconfirmed == null) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the bundle of `" + domain + "` for " + what + " is unchanged: " + why);
                heard = new Heard(heard.bundle, clock.instant());
            }
        }
    }
}
