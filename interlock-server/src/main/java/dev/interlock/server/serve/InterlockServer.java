package dev.interlock.server.serve;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.ledger.note.NoteSigner;
import dev.interlock.policy.check.PolicyBundle;
import dev.interlock.server.api.Api;
import dev.interlock.server.api.ApiService;
import dev.interlock.server.api.ApiSettings;
import dev.interlock.server.authzen.AuthzenDoor;
import dev.interlock.server.authzen.AuthzenService;
import dev.interlock.server.broker.Broker;
import dev.interlock.server.broker.Engines;
import dev.interlock.server.config.AuthzenConfig;
import dev.interlock.server.config.CredentialConfig;
import dev.interlock.server.config.CredentialUse;
import dev.interlock.server.config.Listen;
import dev.interlock.server.config.OAuthConfig;
import dev.interlock.server.config.Registry;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.credential.EngineException;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.gate.AgentCaller;
import dev.interlock.server.gate.Gate;
import dev.interlock.server.gate.Observer;
import dev.interlock.server.gate.Outcomes;
import dev.interlock.server.gate.OutsideGate;
import dev.interlock.server.gate.Policy;
import dev.interlock.server.identity.Callers;
import dev.interlock.server.identity.Sequences;
import dev.interlock.server.identity.Trust;
import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.lane.LaneFeed;
import dev.interlock.server.lane.LaneLog;
import dev.interlock.server.mcp.Admission;
import dev.interlock.server.mcp.Authenticator;
import dev.interlock.server.mcp.DoorSettings;
import dev.interlock.server.mcp.McpDoor;
import dev.interlock.server.mcp.McpService;
import dev.interlock.server.mcp.StdioDoor;
import dev.interlock.server.mcp.wire.JsonLimits;
import dev.interlock.server.notify.ChannelService;
import dev.interlock.server.notify.Channels;
import dev.interlock.server.oauth.OAuth;
import dev.interlock.server.oauth.TokenKeys;
import dev.interlock.server.rest.RestDoor;
import dev.interlock.server.rest.RestService;
import dev.interlock.server.signal.SignalService;
import dev.interlock.server.signal.Signals;
import dev.interlock.server.store.SigningKeyFile;
import dev.interlock.server.store.SqliteStore;
import dev.interlock.server.tls.ServerTls;
import dev.interlock.server.tls.TlsException;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import dev.interlock.server.words.Ids;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A running server: ledger, domain, gateway and API of one domain in one process. */
public final class InterlockServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(InterlockServer.class.getName());

    /** How long a shutdown waits for calls that are under way. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How long a key signs signals, and is known after that, where no tokens for tasks are issued. */
    private static final Duration KEY_LIFE = Duration.ofDays(30);

    private static final Duration KEY_OVERLAP = Duration.ofDays(1);

    private final AtomicReference<Policy> policy;
    private final Domain domain;
    private final Upstreams upstreams;
    private final Apis apis;
    private final Broker broker;
    private final ScheduledExecutorService retries;
    private final Outcomes outcomes;
    private final InFlight inFlight;
    private final DoorSettings doorSettings;
    private final Telemetry telemetry;
    private final List<StdioDoor> pipes = new CopyOnWriteArrayList<>();
    /** Absent where nobody can connect. */
    private Optional<Front> front = Optional.empty();
    /** What signs tokens, once something does. */
    private Optional<SigningKeys> keys = Optional.empty();
    /** Who is told of leases that ended; absent where nobody is. */
    private Optional<Signals> signals = Optional.empty();
    /** Who is told what waits for an answer; absent where nobody is. */
    private Optional<Channels> channels = Optional.empty();
    /** What answers enforcement points outside; absent where nobody asks. */
    private Optional<AuthzenDoor> deciding = Optional.empty();
    /** Who connects; absent where nobody can. */
    private Optional<Callers> callers = Optional.empty();

    /** What listens. */
    private record Front(McpDoor door, WebServer web, Optional<ServerTls> tls) {

        void stop() {
            try {
                web.stop();
            } finally {
                tls.ifPresent(ServerTls::close);
            }
        }
    }

    private InterlockServer(
            ServerConfig config,
            PolicyBundle.Compiled bundle,
            Domain domain,
            Apis apis,
            Broker broker,
            InstantSource clock) {
        this.domain = domain;
        this.broker = broker;
        this.policy = new AtomicReference<>(new Policy(bundle.engine(), bundle.catalog()));
        this.upstreams = new Upstreams(config.upstreams().values(), config.endpoints(), config.limits());
        this.apis = apis;
        this.retries = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("interlock-outcomes").factory());
        this.outcomes = new Outcomes(domain, retries, config.limits().answerBytes());
        this.inFlight = new InFlight(new Gate(domain, policy::get, outcomes, broker));
        this.doorSettings = doorSettings(config);
        this.telemetry = new Telemetry(config, domain, upstreams, policy::get, clock);
        domain.onTaskEnd(task -> upstreams.ended(Ids.task(task)));
        domain.onLeaseDead(dead -> upstreams.leaseEnded(dead.issued().lease()));
        broker.start();
        LaneFeed.start(domain, List.of(new LaneLog()));
    }

    /** The doors for those who connect. */
    private Front front(ServerConfig config, Callers callers, InstantSource clock) throws IOException {
        var admission = new Admission(config.limits().traffic(), System::nanoTime);
        var refusals = new RefusalRecord(domain, clock);
        Optional<OAuth> issuing = issuing(config, callers, admission, refusals, clock);
        Authenticator agents = new AgentAuthenticator(callers, refusals::identity);
        Authenticator authenticator = issuing.<Authenticator>map(
                        oauth -> new TokenAuthenticator(oauth.door(), config.registry(), agents))
                .orElse(agents);
        var door = new McpDoor(
                doorSettings,
                authenticator,
                telemetry.gate(inFlight, "mcp"),
                upstreams::named,
                admission,
                clock,
                new SecureRandom());
        domain.onRecorded(batch -> {
            if (batch.stream()
                    .map(Recorded::event)
                    .anyMatch(event -> event instanceof Event.HoldAnswered || event instanceof HoldEvent)) {
                door.holdAnswered();
            }
        });
        var listener = Listener.of(config.limits().requestBytes());
        var rest = new RestService(
                new RestDoor(
                        doorSettings,
                        authenticator,
                        telemetry.gate(inFlight, "rest"),
                        apis.byName(),
                        admission,
                        config.limits().answerBytes()),
                listener.transfer());
        var api = new ApiService(
                new Api(
                        domain,
                        config.registry(),
                        callers,
                        refusals::identity,
                        () -> policy.get().catalog(),
                        new BundleChanges(config, domain, policy),
                        new Observer(domain, policy::get),
                        upstreams::health,
                        SigningKeys.openForRecords(config.data(), clock.instant(), new SecureRandom()),
                        ApiSettings.of(doorSettings.origins(), doorSettings.hosts())
                                .withLogins(config.trust().logins())
                                .withAttempts(refusals::known)),
                listener.transfer());
        deciding = deciding(config, callers, admission, refusals, issuing, clock);
        Optional<ServerTls> tls = config.listen().tls().isEmpty()
                ? Optional.empty()
                : Optional.of(ServerTls.open(
                        config.listen().tls().get(), ServerTls.PERIOD, clock, listener.transfer()::connecting));
        return new Front(
                door,
                tls.map(secured -> listener.on(config.listen(), secured))
                        .orElseGet(() -> listener.on(config.listen()))
                        .routing(routing -> {
                            routing.register("/mcp", new McpService(door, listener.transfer()));
                            rest.register(routing);
                            telemetry.register(routing, callers, refusals::identity, doorSettings, listener.transfer());
                            issuing.ifPresent(
                                    oauth -> oauth.service(listener.transfer()).register(routing));
                            signals.ifPresent(told -> new SignalService(told, listener.transfer()).register(routing));
                            new ChannelService(
                                            config.channels(),
                                            domain,
                                            config.registry(),
                                            clock,
                                            listener.transfer(),
                                            refusals::channel)
                                    .register(routing);
                            api.register(routing); // takes all of /v1 that nobody above has
                            deciding.ifPresent(
                                    decides -> new AuthzenService(decides, listener.transfer()).register(routing));
                            telemetry.register(routing, listener.transfer());
                            routing.any(listener.transfer()::nothing);
                        })
                        .build(),
                tls);
    }

    /** Whether tokens are issued, and by what. */
    private Optional<OAuth> issuing(
            ServerConfig config, Callers callers, Admission admission, RefusalRecord refusals, InstantSource clock)
            throws IOException {
        if (config.oauth().isEmpty()) {
            return Optional.empty();
        }
        OAuthConfig settings = config.oauth().get();
        Supplier<String> issuer = address(config.listen(), settings.issuer());
        OAuth oauth = Issuing.of(
                config, settings, tokenKeys(config, clock), issuer, callers, domain, admission, refusals, clock);
        var unused = retries.scheduleWithFixedDelay(() -> rotate(oauth), 0, 1, TimeUnit.HOURS);
        return Optional.of(oauth);
    }

    /** The address by which callers know the server: the configured one, else where it listens. */
    private Supplier<String> address(Listen listen, Optional<String> configured) {
        return () -> configured.orElseGet(() ->
                listen.scheme() + "://" + listen.hostName() + ":" + (listen.port() == 0 ? port() : listen.port()));
    }

    /** Whether enforcement points outside are answered, and by what. */
    private Optional<AuthzenDoor> deciding(
            ServerConfig config,
            Callers callers,
            Admission admission,
            RefusalRecord refusals,
            Optional<OAuth> issuing,
            InstantSource clock)
            throws IOException {
        if (config.authzen().isEmpty()) {
            return Optional.empty();
        }
        AuthzenConfig settings = config.authzen().get();
        SigningKeys signing = keys(config, clock);
        if (config.oauth().isEmpty() && config.signals().streams().isEmpty()) { // else they have them rotated
            var unused = retries.scheduleWithFixedDelay(() -> rotate(signing, clock), 0, 1, TimeUnit.HOURS);
        }
        return Optional.of(Deciding.of(
                config,
                settings,
                new OutsideGate(domain, policy::get, clock),
                doorSettings.limits(),
                callers,
                admission,
                refusals,
                signing,
                address(config.listen(), settings.url().or(() -> config.oauth().flatMap(OAuthConfig::issuer))),
                telemetry.evaluations(),
                issuing,
                clock));
    }

    private static void rotate(SigningKeys keys, InstantSource clock) {
        try {
            var unused = keys.rotateIfDue(clock.instant(), KEY_LIFE, KEY_OVERLAP);
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the keys of tokens could not be changed; the current one goes on", e);
        }
    }

    private static void rotate(OAuth oauth) {
        try {
            oauth.rotateIfDue();
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the keys of tokens could not be changed; the current one goes on", e);
        }
    }

    private static DoorSettings doorSettings(ServerConfig config) {
        DoorSettings settings = config.listen().loopback() && config.hosts().isEmpty()
                ? DoorSettings.loopback()
                : DoorSettings.loopback().withHosts(config.hosts());
        int sessions = config.limits().sessions();
        return settings.withOrigins(config.origins())
                .withWaiting(DoorSettings.Waiting.of(config.limits().waiting()))
                .withDenials(config.denials())
                .withSessions(settings.sessionIdle(), sessions, Math.min(sessions, settings.maxSessionsPerCaller()))
                .withLimits(JsonLimits.requests()
                        .withMaxBytes(config.limits().requestBytes())
                        .withMaxDepth(config.limits().depth()));
    }

    /**
     * Starts a server: opens and checks the ledger, folds it, and listens. It decides by the bundle that the ledger says is
     * in force; by the configured one if there is none yet, or one person may activate it.
     *
     * @throws IOException if the bundle of a trust domain cannot be read, the data folder is in use, the ledger is damaged, a
     *     description of an API cannot be read, the files of TLS cannot be used, or the address cannot be bound
     */
    public static InterlockServer start(ServerConfig config, PolicyBundle.Compiled bundle, InstantSource clock)
            throws IOException {
        InterlockServer server = open(config, bundle, clock);
        Callers callers;
        try {
            // in the data folder, which is nobody else's from here on
            callers = Trust.open(config.trust(), config.registry(), Sequences.in(config.data()), clock);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        server.callers = Optional.of(callers);
        try {
            server.review(config.registry());
            server.signals = server.signals(config, clock);
            server.channels = server.channels(config, clock);
            server.channels.ifPresent(server.telemetry::watch);
            Front front = server.front(config, callers, clock);
            server.front = Optional.of(front);
            front.web().start();
            if (front.web().isRunning()) {
                server.telemetry.listen();
                if (server.deciding.isPresent()) {
                    server.deciding.get().start();
                }
                return server;
            }
            // The web server logs why it cannot listen, and keeps it to itself; asked again the system says it once
            // more.
            throw new IOException(whyNotListening(config.listen()));
        } catch (TlsException e) {
            server.close();
            throw new IOException("cannot speak tls on " + config.listen() + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw new IOException(
                    "cannot listen on " + config.listen() + ": " + e.getMessage()
                            + "; free the address or configure another one",
                    e);
        }
    }

    private static SigningKeys openKeys(ServerConfig config, InstantSource clock) throws IOException {
        return SigningKeys.open(
                config.data(),
                config.oauth().map(OAuthConfig::algorithm).orElse(Algorithm.ED25519),
                clock.instant(),
                new SecureRandom());
    }

    /** The keys that sign tokens, opened once: they change while the server runs. */
    private SigningKeys keys(ServerConfig config, InstantSource clock) throws IOException {
        SigningKeys open = keys.isPresent() ? keys.get() : openKeys(config, clock);
        keys = Optional.of(open);
        return open;
    }

    private TokenKeys tokenKeys(ServerConfig config, InstantSource clock) throws IOException {
        SigningKeys lanes = SigningKeys.openForLanes(
                config.data(),
                config.oauth().map(OAuthConfig::algorithm).orElse(Algorithm.ED25519),
                clock.instant(),
                new SecureRandom());
        return new TokenKeys(keys(config, clock), lanes);
    }

    private Optional<Signals> signals(ServerConfig config, InstantSource clock) throws IOException {
        if (config.signals().streams().isEmpty()) {
            return Optional.empty();
        }
        SigningKeys signing = keys(config, clock);
        if (config.oauth().isEmpty()) { // else it has them rotated
            var unused = retries.scheduleWithFixedDelay(() -> rotate(signing, clock), 0, 1, TimeUnit.HOURS);
        }
        return Optional.of(Signals.start(config.signals(), config.domain(), config.data(), domain, signing, clock));
    }

    private Optional<Channels> channels(ServerConfig config, InstantSource clock) throws IOException {
        return config.channels().channels().isEmpty()
                ? Optional.empty()
                : Optional.of(Channels.start(config.channels(), config.domain(), config.data(), domain, clock));
    }

    /** Edits of the registry since the last start: whoever lost its owner, or is gone and has tasks, does nothing more. */
    private void review(Registry registry) {
        domain.ask(new HoldCommand.ReviewDelegations(List.copyOf(registry.all())));
        for (Receipt receipt :
                domain.ask(new AgentCommand.Review(List.copyOf(registry.all()))).receipts()) {
            if (domain.history().event(receipt.index()).event() instanceof AgentEvent.Suspended suspended) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "`" + suspended.agent() + "` is suspended: "
                                + switch (suspended.cause()) {
                                    case OWNER_LOST -> "nobody is registered as its owner any more";
                                    case NOT_REGISTERED -> "it is not registered any more, and has open tasks";
                                    case BY_HAND -> "by hand";
                                }
                                + "; `interlock agent list` shows who is");
            }
        }
    }

    /** As {@link #start}, but listens nowhere: only {@link #stdio} leads in. */
    public static InterlockServer open(ServerConfig config, PolicyBundle.Compiled bundle, InstantSource clock)
            throws IOException {
        Apis apis = Apis.open(config.apis().values(), config.limits());
        try {
            return open(config, bundle, apis, clock);
        } catch (IOException | RuntimeException e) {
            apis.close();
            throw e;
        }
    }

    private static InterlockServer open(
            ServerConfig config, PolicyBundle.Compiled bundle, Apis apis, InstantSource clock) throws IOException {
        SqliteStore store = SqliteStore.open(config.data());
        Domain domain;
        PolicyBundle.Compiled inForce;
        try {
            NoteSigner signer = SigningKeyFile.loadOrCreate(config.data(), config.domain(), new SecureRandom());
            Ledger ledger = Ledger.open(store, signer, clock::millis, CheckpointPolicy.DEFAULT)
                    .orThrow();
            new PolicyArchive(config.data()).keep(config.bundle(), bundle.digest());
            inForce = BundleChanges.inForce(config, bundle, store);
            domain = Domain.open(ledger, store, store, inForce.engine(), clock);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
        try {
            boolean signs = config.credentials().values().stream().anyMatch(CredentialConfig.Jwt.class::isInstance);
            Optional<SigningKeys> keys = signs ? Optional.of(openKeys(config, clock)) : Optional.empty();
            var server = new InterlockServer(config, inForce, domain, apis, broker(config, domain, keys, clock), clock);
            server.keys = keys;
            return server;
        } catch (IOException | RuntimeException e) {
            domain.close();
            throw e;
        }
    }

    private static Broker broker(ServerConfig config, Domain domain, Optional<SigningKeys> keys, InstantSource clock)
            throws IOException {
        var uses = new TreeMap<String, CredentialUse>();
        config.upstreams()
                .values()
                .forEach(upstream -> upstream.credential().ifPresent(use -> uses.put(upstream.name(), use)));
        config.apis().values().forEach(api -> api.credential().ifPresent(use -> uses.put(api.name(), use)));
        try {
            return new Broker(domain, clock, Engines.open(config, keys, clock, new SecureRandom()), uses);
        } catch (EngineException e) {
            throw new IOException("a credential cannot be issued: " + e.getMessage());
        }
    }

    /** A door for one client that talks over pipes to a server behind the gateway. */
    public StdioDoor stdio(Caller caller, String upstream) {
        Upstream server = upstreams
                .named(upstream)
                .orElseThrow(() -> new IllegalArgumentException("no server is called `" + upstream + "`"));
        // The client's first question is what the server can, which may have to start before it knows.
        Thread.ofVirtual().name("warm-up").start(() -> {
            try {
                server.describe();
            } catch (UpstreamException e) {
                LOG.log(System.Logger.Level.DEBUG, "not there yet: " + e.getMessage());
            }
        });
        var door = new StdioDoor(doorSettings, telemetry.gate(inFlight, "stdio"), new AgentCaller(caller), server);
        pipes.add(door);
        return door;
    }

    private static String whyNotListening(Listen listen) {
        try (var probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(listen.host(), listen.port()));
            return "the web server did not start; see its log";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** The port that it listens on. */
    public int port() {
        return front.orElseThrow(() -> new IllegalStateException("nobody listens"))
                .web()
                .port();
    }

    /** The port at which metrics are offered, where they have an address of their own. */
    public Optional<Integer> metricsPort() {
        return telemetry.port();
    }

    /** The bundle in force. */
    public Bundle bundle() {
        return policy.get().bundle();
    }

    /** Turns new calls away, lets those under way end, keeps a snapshot and a checkpoint. */
    @Override
    public void close() throws IOException {
        // Each step is taken whatever became of the one before: the domain's is the one that counts.
        try (domain) {
            // Whoever waits for its caller ends without an answer; others go on to their end.
            front.ifPresent(listening -> listening.door().close());
            telemetry.endStreams();
            pipes.forEach(StdioDoor::close);
            int left = inFlight.drain(PATIENCE);
            if (left > 0) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "calls that are still under way after " + PATIENCE.toSeconds()
                                + " s, and whose outcome will be unknown: " + left);
            }
            try {
                front.ifPresent(Front::stop);
            } finally {
                try (apis;
                        broker) {
                    upstreams.close();
                } finally {
                    signals.ifPresent(Signals::close);
                    channels.ifPresent(Channels::close);
                    deciding.ifPresent(AuthzenDoor::close);
                    telemetry.close();
                    callers.ifPresent(Callers::close);
                    retries.shutdownNow();
                    if (!outcomes.recordPending()) {
                        LOG.log(System.Logger.Level.WARNING, "outcomes could not be recorded; they will be unknown");
                    }
                }
            }
        }
    }
}
