package dev.interlock.server.app;

import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.note.NoteSigner;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.breakglass.LaneFeed;
import dev.interlock.server.breakglass.LaneLog;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.content.KeptLabels;
import dev.interlock.server.content.TaskContents;
import dev.interlock.server.credential.CredentialUse;
import dev.interlock.server.credential.EngineException;
import dev.interlock.server.credential.broker.Broker;
import dev.interlock.server.credential.broker.Engines;
import dev.interlock.server.domain.Custody;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.enforce.Confirmations;
import dev.interlock.server.enforce.Enforcer;
import dev.interlock.server.enforce.OutcomeRecorder;
import dev.interlock.server.enforce.Policy;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.oauth.OAuthConfig;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.render.Ids;
import dev.interlock.server.store.AnchorFile;
import dev.interlock.server.store.ContentFile;
import dev.interlock.server.store.RestoredMark;
import dev.interlock.server.store.SigningKeyFile;
import dev.interlock.server.store.SqliteStore;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The core is everything that a door leads to: the ledger and the domain over it, the policy in force, the enforcement
 * point, and the servers behind it. It is there before the first door opens, and ends after the last one is closed.
 */
final class Core implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Core.class.getName());

    /** A shutdown waits so long for calls that are under way. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ServerConfig config;
    private final InstantSource clock;
    private final Domain domain;
    private final AtomicReference<Policy> policy;
    private final Upstreams upstreams;
    private final RestApis apis;
    private final Broker broker;
    private final ScheduledExecutorService timer;
    private final ServerKeys keys;
    private final ContentFile labels;
    private final Enforcer enforcer;
    private final OutcomeRecorder outcomes;
    private final Confirmations confirmations;
    private final InFlight inFlight;
    private final DoorSettings doorSettings;
    private final Telemetry telemetry;
    private final KeptBundles keptBundles;
    private final CallPhrases phrases;

    private Core(ServerConfig config, Opened opened, RestApis apis, InstantSource clock) throws IOException {
        this.config = config;
        this.clock = clock;
        this.domain = opened.domain();
        this.policy = new AtomicReference<>(Policy.of(opened.inForce()));
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("interlock-outcomes").factory());
        this.keys = new ServerKeys(config, timer, clock);
        this.broker = broker(config, domain, keys.forCredentials(), clock);
        this.keptBundles = new KeptBundles(new PolicyArchive(config.data()));
        this.phrases = new CallPhrases(new KeptCatalogs(keptBundles, () -> Optional.of(policy.get())));
        this.upstreams = new Upstreams(config.upstreams().values(), config.endpoints(), config.limits());
        this.apis = apis;
        this.outcomes = new OutcomeRecorder(domain, timer, config.limits().answerBytes());
        domain.lookFor(() -> policy.get().catalog().standingSecrets());
        this.confirmations = new Confirmations(
                domain,
                policy::get,
                new OwnReads(upstreams, apis, config.limits().answerBytes()),
                timer);
        this.labels = opened.labels();
        this.enforcer =
                new Enforcer(domain, policy::get, new TaskContents(domain, KeptLabels.in(labels), config.content()));
        this.inFlight = new InFlight(enforcer.forwarding(outcomes, broker));
        this.doorSettings = doorSettings(config);
        this.telemetry = new Telemetry(config, domain, upstreams, policy::get, clock);
        domain.onTaskEnd(task -> upstreams.ended(Ids.task(task)));
        domain.onLeaseDead(dead -> upstreams.leaseEnded(dead.issued().lease()));
        broker.start();
        confirmations.start();
        telemetry.watch(confirmations);
        LaneFeed.start(domain, List.of(new LaneLog()));
    }

    /**
     * Opens and checks the ledger, and folds it.
     *
     * @param bundle decides if the ledger says of none that it is in force, or one person may activate it
     */
    static Core open(ServerConfig config, PolicyBundle.Compiled bundle, InstantSource clock) throws IOException {
        RestApis apis = RestApis.open(config.apis().values(), config.limits());
        try {
            Opened opened = Opened.of(config, bundle, clock);
            try {
                // The texts of a configuration may hold secrets, as all others that are recorded.
                opened.domain().lookFor(() -> opened.inForce().catalog().standingSecrets());
                ConfigurationRecord.of(config, opened.domain());
                return new Core(config, opened, apis, clock);
            } catch (IOException | RuntimeException e) {
                opened.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            apis.close();
            throw e;
        }
    }

    /** The content of the data folder, checked and replayed. */
    private record Opened(Domain domain, PolicyBundle.Compiled inForce, ContentFile labels) implements AutoCloseable {

        static Opened of(ServerConfig config, PolicyBundle.Compiled bundle, InstantSource clock) throws IOException {
            SqliteStore store = SqliteStore.open(config.data());
            try {
                NoteSigner signer = SigningKeyFile.loadOrCreate(config.data(), config.domain(), new SecureRandom());
                Ledger ledger = Ledger.open(store, signer, clock::millis, CheckpointPolicy.DEFAULT)
                        .orThrow();
                new PolicyArchive(config.data()).keep(config.bundle(), bundle.digest());
                PolicyBundle.Compiled inForce = BundleChanges.inForce(config, bundle, store);
                ContentFile labels = ContentFile.open(config.data(), new SecureRandom(), store.size() > 0);
                try {
                    var custody = new Custody(
                            config.anchor().map(AnchorFile::new),
                            Map.of(
                                    LedgerDoubt.RESTORED,
                                    new RestoredMark(config.data()),
                                    LedgerDoubt.LABELS_MISSING,
                                    labels));
                    return new Opened(
                            Domain.open(ledger, store, store.snapshots(), inForce.engine(), clock, custody),
                            inForce,
                            labels);
                } catch (IOException | RuntimeException e) {
                    labels.close();
                    throw e;
                }
            } catch (IOException | RuntimeException e) {
                store.close();
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            try (labels) {
                domain.close();
            }
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
            return new Broker(
                    domain,
                    Engines.open(
                            config.credentials().values(),
                            config.data(),
                            config.oauth().flatMap(OAuthConfig::issuer),
                            keys,
                            clock,
                            new SecureRandom()),
                    uses);
        } catch (EngineException e) {
            throw new IOException("a credential cannot be issued: " + e.getMessage());
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

    ServerConfig config() {
        return config;
    }

    InstantSource clock() {
        return clock;
    }

    Domain domain() {
        return domain;
    }

    /** The policy in force; whoever activates another one sets it. */
    AtomicReference<Policy> policy() {
        return policy;
    }

    Upstreams upstreams() {
        return upstreams;
    }

    RestApis apis() {
        return apis;
    }

    ServerKeys keys() {
        return keys;
    }

    DoorSettings doorSettings() {
        return doorSettings;
    }

    Telemetry telemetry() {
        return telemetry;
    }

    KeptBundles keptBundles() {
        return keptBundles;
    }

    /** How recorded calls read. */
    CallPhrases phrases() {
        return phrases;
    }

    /** The enforcer of all doors. */
    Enforcer enforcer() {
        return enforcer;
    }

    /** The enforcer, as a door uses it whose calls are forwarded. */
    ToolGate gate(String door) {
        return telemetry.gate(inFlight, door);
    }

    /** Turns new calls away and lets those under way end, as far as they do in time. */
    void drain() {
        int left = inFlight.drain(PATIENCE);
        if (left > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "calls still under way after " + PATIENCE.toSeconds() + " s, whose outcome will be unknown: "
                            + left);
        }
    }

    /** Lets go of the servers behind the doors, and of what was issued for them. */
    void release() {
        try (apis;
                broker) {
            upstreams.close();
        }
    }

    /** Records what became of calls, once nothing calls any more. */
    void settle() {
        telemetry.close();
        timer.shutdownNow();
        confirmations.close();
        if (!outcomes.recordPending()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the outcomes of some calls could not be recorded; they will be unknown");
        }
    }

    /** Keeps a snapshot and a checkpoint. */
    @Override
    public void close() throws IOException {
        try (labels) {
            domain.close();
        }
    }
}
