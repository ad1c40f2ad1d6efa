package dev.interlock.demo;

import dev.interlock.demo.erp.ErpServer;
import dev.interlock.demo.ops.OpsServer;
import dev.interlock.demo.testdomain.TestTrustDomain;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.console.ConsoleConfig;
import dev.interlock.server.identity.spiffe.TrustDomain;
import dev.interlock.server.identity.trust.BundlePlace;
import dev.interlock.server.identity.trust.TrustConfig;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.tls.ListenTls;
import dev.interlock.server.upstream.UpstreamConfig;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * The demonstration: two plays, each with a gateway, a server behind it in a process of its own, and agents that are MCP clients in
 * processes of their own. What they do is told as a story.
 */
public final class Demo implements AutoCloseable {

    private static final String TRUST_DOMAIN = "demo.interlock.example";
    /** The audience of the tokens. */
    private static final String AUDIENCE = "https://interlock.example/demo";

    private final Path data;
    private final Story story;
    private final ToIntFunction<List<String>> interlock;
    private final TestTrustDomain trust;
    private final ListenTls tls;
    /** The stage of the payables, whose console can be looked at as long as it is open. */
    private Optional<Stage> open = Optional.empty();

    /** A policy that is played with, and the folder of its bundle. */
    public record Script(Path bundle, PolicyBundle.Compiled policy) {}

    /**
     * @param data folder of the demo, empty
     * @param interlock runs the command line with these arguments in the story, and gives its exit code
     */
    public Demo(Path data, Story story, ToIntFunction<List<String>> interlock) throws IOException {
        this.data = data;
        this.story = story;
        this.interlock = interlock;
        this.trust =
                TestTrustDomain.create(data.resolve("trust"), TRUST_DOMAIN, InstantSource.system(), new SecureRandom());
        TestTrustDomain.Svid own =
                trust.certificate(data, "server", "/gateway", List.of("127.0.0.1", "localhost"), Duration.ofDays(1));
        this.tls = new ListenTls(own.certificates(), own.key(), ListenTls.Clients.OPTIONAL, Optional.empty());
    }

    /** Returns the folder of the ledger of {@link #incident}. */
    public static Path incidentData(Path data) {
        return data.resolve("incident");
    }

    /** Plays what one agent does to the ERP where nothing is in front of it. */
    public void withoutInterlock() throws IOException {
        new Unguarded(data.resolve("erp-unguarded.db"), story).play();
    }

    /**
     * Shows that a changed ledger is noticed: the entry of a call is changed in a copy, which is then verified. The gateways are closed by
     * then.
     *
     * @param call id of a call that the planner made
     */
    public static void tampering(Path data, Story story, String call, ToIntFunction<List<String>> interlock)
            throws IOException {
        Path copy = data.resolve("tampered");
        new Tampering(data, copy, story).play(call);
        List<String> verify = List.of("ledger", "verify", "--data", copy.toString());
        story.note("$ ./interlock " + String.join(" ", verify));
        int found = interlock.applyAsInt(verify);
        if (found != 1) {
            throw new IllegalStateException("verifying the changed ledger ended with " + found);
        }
    }

    /** Plays the scenes of the payables. Their gateway and its console stay open until {@link #close}, which leaves the ledger complete. */
    public void payables(Script script) throws IOException {
        Cast cast = Cast.ofPayables(trust, AUDIENCE);
        List<String> erp =
                JavaCommand.of(ErpServer.class, "--db", data.resolve("erp.db").toString());
        Stage stage = stage(script, data, "interlock.example/demo", "erp", erp, cast);
        open = Optional.of(stage);
        new Payables(stage, story, TRUST_DOMAIN).play();
    }

    /** Returns links to the console of the payables, each of which signs one person in once; none when it is not open. */
    public SortedMap<String, String> consoleLinks() {
        return open.map(Stage::consoleLinks).orElseGet(TreeMap::new);
    }

    /** Closes the gateway of the payables. */
    @Override
    public void close() throws IOException {
        if (open.isPresent()) {
            open.get().close();
            open = Optional.empty();
        }
    }

    /** Plays the scene at night, and leaves its ledger in a folder of its own. */
    public void incident(Script script) throws IOException {
        Cast cast = Cast.ofIncident(trust, AUDIENCE);
        List<String> ops = JavaCommand.of(OpsServer.class);
        try (Stage stage = stage(script, incidentData(data), "interlock.example/demo/incident", "ops", ops, cast)) {
            new Incident(stage, story, data).play();
        }
    }

    private Stage stage(Script script, Path ledger, String domain, String server, List<String> command, Cast cast)
            throws IOException {
        var upstream = new UpstreamConfig.Stdio(
                server, command, Map.of(), Optional.empty(), UpstreamConfig.Era.AUTO, Duration.ofSeconds(30));
        ServerConfig config = ServerConfig.of(domain, ledger, script.bundle(), cast.registry())
                .withListen(new Listen("127.0.0.1", 0, Optional.of(tls)))
                .withUpstreams(Map.of(server, upstream))
                .withSingleAdministrator(true)
                .withConsole(
                        new ConsoleConfig(Optional.of(true), Optional.of(new Listen("127.0.0.1", 0)), Optional.empty()))
                .withTrust(believed())
                .build();
        return Stage.open(config, script.policy(), "/mcp/" + server, data, trust, cast, story, interlock);
    }

    /** The trust domain of the demo, and nobody else. */
    private TrustConfig believed() {
        var tokens = new TrustConfig.Tokens(
                Set.of(AUDIENCE), Duration.ofSeconds(30), Duration.ofHours(1), /* singleUse= */ false);
        var domain = new TrustConfig.Domain(new BundlePlace.File(trust.bundle()), tokens);
        return new TrustConfig(
                new TreeMap<>(Map.of(TrustDomain.parse(TRUST_DOMAIN).orElseThrow(), domain)));
    }
}
