package dev.interlock.server.app;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.ClockCommand;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.door.mcp.stdio.StdioDoor;
import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.enforce.Drift;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.http.helidon.Listener;
import dev.interlock.server.http.helidon.RunningListener;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.identity.Callers;
import dev.interlock.server.identity.Sequences;
import dev.interlock.server.identity.Trust;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.tls.TlsException;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A running server: ledger, domain, gateway and API of one domain in one process. It knows in which order its parts begin and end; what
 * they are is in {@link Core} and {@link Doors}.
 */
public final class InterlockServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(InterlockServer.class.getName());

    private final Core core;
    private final List<StdioDoor> pipes = new CopyOnWriteArrayList<>();
    // Absent where nobody can connect, or not yet.
    private Optional<Callers> callers = Optional.empty();
    private Optional<Notifications> notifications = Optional.empty();
    private Optional<RecordIndex> index = Optional.empty();
    private Optional<Doors> doors = Optional.empty();
    private Optional<RunningListener> front = Optional.empty();

    private InterlockServer(Core core) {
        this.core = core;
    }

    /**
     * Starts a server: opens and checks the ledger, folds it, and listens. It decides by the bundle that the ledger says is
     * in force; by the configured one if there is none yet, or one person may activate it.
     *
     * @param clock a wall clock; {@link dev.interlock.server.domain.Clocks#system} tells more
     * @throws IOException if the bundle of a trust domain cannot be read, the data folder is in use, the ledger is damaged, a
     *     description of an API cannot be read, the files of TLS cannot be used, or the address cannot be bound
     */
    public static InterlockServer start(ServerConfig config, PolicyBundle.Compiled bundle, InstantSource clock)
            throws IOException {
        InterlockServer server = open(config, bundle, clock);
        try {
            // in the data folder, which is nobody else's from here on
            Callers known = Trust.open(config.trust(), config.registry(), Sequences.in(config.data()), clock);
            server.callers = Optional.of(known);
            server.listen(known);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Opens a server that listens nowhere, else like {@link #start}: only {@link #stdio} leads in. */
    public static InterlockServer open(ServerConfig config, PolicyBundle.Compiled bundle, InstantSource clock)
            throws IOException {
        return new InterlockServer(Core.open(config, bundle, clock));
    }

    private void listen(Callers known) throws IOException {
        ServerConfig config = core.config();
        try {
            RegistryReview.of(config.registry(), core.domain());
            Notifications receivers = Notifications.start(core);
            notifications = Optional.of(receivers);
            var listener = Listener.of(config.limits().requestBytes());
            RecordIndex searched = RecordIndex.start(core.domain(), config.data());
            index = Optional.of(searched);
            var open = new Doors(core, known, receivers, searched, this::port);
            doors = Optional.of(open);
            front = Optional.of(listener.start(config.listen(), open.routes(), core.clock()));
            open.open();
        } catch (TlsException e) {
            throw new IOException("cannot use TLS on " + config.listen() + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "cannot listen on " + config.listen() + ": " + e.getMessage()
                            + "; free the address or configure another one",
                    e);
        }
    }

    /**
     * A door for one client that talks over pipes to a server behind the gateway.
     *
     * @param hint says of a held call how it can be approved, or that it cannot; the sentence is added to the answer
     */
    public StdioDoor stdio(Caller caller, String upstream, Function<CallAnswer.Held, String> hint) {
        Upstream server = core.upstreams()
                .named(upstream)
                .orElseThrow(() -> new IllegalArgumentException("there is no server `" + upstream + "`"));
        // The client's first question is what the server can, which may have to start before it knows.
        Thread.ofVirtual().name("warm-up").start(() -> {
            try {
                server.describe();
            } catch (UpstreamException e) {
                LOG.log(System.Logger.Level.DEBUG, "not available yet: " + e.getMessage());
            }
        });
        ToolGate gate = new ApprovalHints(core.gate("stdio"), hint);
        var door = new StdioDoor(core.doorSettings(), gate, new AuthenticatedCaller(caller), server);
        pipes.add(door);
        return door;
    }

    /**
     * Asks servers behind the gateway for their tools, once, and compares the tools with the catalogue in force. Each server is asked on a
     * thread of its own, which ends with this server. One that cannot be asked is left out: the first call to it says why.
     *
     * @param names of the servers
     * @param told gets each server whose tools differ, on the thread that asked it
     */
    public void compareTools(Collection<String> names, BiConsumer<String, List<Drift>> told) {
        for (String name : names) {
            Upstream server = core.upstreams().named(name).orElseThrow();
            Thread.ofVirtual().name("compare-tools").start(() -> {
                try {
                    List<Drift> drifts = Drift.between(core.policy().get().catalog(), name, server.listTools()).stream()
                            .filter(Drift::differs)
                            .toList();
                    if (!drifts.isEmpty()) {
                        told.accept(name, drifts);
                    }
                } catch (UpstreamException e) {
                    LOG.log(System.Logger.Level.DEBUG, "tools not compared: " + e.getMessage());
                }
            });
        }
    }

    /**
     * Believes the clock of the machine again, where it is in doubt, because a person says what time it is.
     *
     * @param statedMillis what time it is, in milliseconds since 1970
     * @return the reason why it is not believed; empty where it is
     */
    public Optional<Answer.Refused> confirmClock(Caller person, long statedMillis) {
        Domain domain = core.domain();
        if (domain.clock().believed()) {
            return Optional.empty();
        }
        var confirm =
                new ClockCommand.Confirm(person, statedMillis, domain.clock().read());
        return domain.ask(confirm).answer() instanceof Answer.Refused refused ? Optional.of(refused) : Optional.empty();
    }

    /** The port that it listens on. */
    public int port() {
        return front.orElseThrow(() -> new IllegalStateException("the server is not listening"))
                .port();
    }

    /** The address at which callers on this machine reach it. */
    public String url() {
        Listen listen = core.config().listen();
        return listen.scheme() + "://" + listen.hostName() + ":" + port();
    }

    /** Makes links by which people sign in to the console, each once, by their name; none where there is no console, or no links to it. */
    public SortedMap<String, String> consoleLinks() {
        return doors.map(Doors::consoleLinks).orElseGet(TreeMap::new);
    }

    /** The port at which metrics are offered, where they have an address of their own. */
    public Optional<Integer> metricsPort() {
        return core.telemetry().port();
    }

    /** The bundle in force. */
    public Bundle bundle() {
        return core.policy().get().bundle();
    }

    /** Returns why no call is permitted, or none should come here; empty where calls are decided and recorded. */
    public Optional<String> trouble() {
        return core.domain().trouble();
    }

    /** Waits until everything that was decided so far is durable: whoever reads the data folder after that finds it. */
    public void awaitDurable() {
        try {
            core.domain().awaitDurable();
        } catch (UnavailableException e) {
            LOG.log(System.Logger.Level.DEBUG, "closed, or unable to write: nothing is decided unless it is durable");
        }
    }

    /** Turns new calls away, lets those under way end, keeps a snapshot and a checkpoint. */
    @Override
    public void close() throws IOException {
        // Each step is taken whatever became of the one before: the core's is the one that counts.
        try (core) {
            doors.ifPresent(Doors::turnAway);
            core.telemetry().endStreams();
            pipes.forEach(StdioDoor::close);
            core.drain();
            try {
                front.ifPresent(RunningListener::stop);
            } finally {
                try {
                    core.release();
                } finally {
                    notifications.ifPresent(Notifications::close);
                    doors.ifPresent(Doors::close);
                    index.ifPresent(RecordIndex::close);
                    callers.ifPresent(Callers::close);
                    core.settle();
                }
            }
        }
    }
}
