package dev.interlock.cli.command.gateway;

import dev.interlock.cli.doctor.Area;
import dev.interlock.cli.doctor.CallerCheck;
import dev.interlock.cli.doctor.ClientCheck;
import dev.interlock.cli.doctor.ClockCheck;
import dev.interlock.cli.doctor.DiskCheck;
import dev.interlock.cli.doctor.Examination;
import dev.interlock.cli.doctor.Finding;
import dev.interlock.cli.doctor.FindingList;
import dev.interlock.cli.doctor.HookCheck;
import dev.interlock.cli.doctor.PermissionCheck;
import dev.interlock.cli.doctor.PortCheck;
import dev.interlock.cli.doctor.RuntimeCheck;
import dev.interlock.cli.doctor.ServerCheck;
import dev.interlock.cli.doctor.TlsCheck;
import dev.interlock.cli.doctor.UpstreamCheck;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.Authenticated;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.domain.Clocks;
import dev.interlock.server.oauth.OAuthConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code interlock doctor}: finds what is wrong with a gateway and its surroundings, and ways past it. */
@Command(
        name = "doctor",
        description = {
            "Find problems with a gateway, and ways around it.",
            "It checks Java, disk, clock, ports, TLS, secrets, the servers behind the gateway, "
                    + "and the clients and hooks on this machine."
        },
        footer = {
            "",
            "It changes nothing. It starts each server that is a process once and asks it for "
                    + "its tools, queries every other server with and without the gateway's credential, and "
                    + "finishes within a minute and a half. Its output contains no secrets.",
            "It exits with 1 if there is a problem, and with 0 if there are only warnings. See docs/doctor.md."
        })
public final class DoctorCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofSeconds(75);
    private static final Path PROCESSES = Path.of("/proc");

    /** The server that runs. */
    static final class Running extends Authenticated {

        @Option(
                names = "--url",
                paramLabel = "URL",
                description = "Check the server running at this address, and this machine, without a configuration.")
        private @Nullable String url;

        @Override
        protected @Nullable String url() {
            return url;
        }

        boolean isNamed() {
            return url != null;
        }
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration file (default: " + ConfigReader.FILE + ").")
    private @Nullable Path file;

    @Mixin
    private Running running;

    @Option(
            names = "--project",
            paramLabel = "FOLDER",
            description = "Also check the clients and hooks of this project (default: the current folder).")
    private Path project = Path.of("");

    @Option(names = "--json", description = "Print the findings as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException, WrongUsage, IOException {
        if (file != null && running.isNamed()) {
            throw new WrongUsage("--config and --url specify two servers; leave out one of them");
        }
        if (running.namesToken() && !running.isNamed()) {
            throw new WrongUsage("--token-file needs --url, the address of the server that accepts the token");
        }
        var examination = new Examination();
        examination.add(Area.RUNTIME, "java", RuntimeCheck::findings);
        if (running.isNamed()) {
            URI server = running.address();
            Optional<ApiClient> caller = running.knownClient();
            examination.add(Area.SERVER, server, () -> ServerCheck.findings(server, running.tls(), Clocks.system()));
            examination.add(
                    Area.CALLER,
                    server,
                    () -> caller.isPresent()
                            ? CallerCheck.findings(server, caller.get())
                            : List.of(Finding.ok(
                                    Area.CALLER, server, "not checked: give a token with --token-file, or log in")));
            machine(examination, new ClientCheck(List.of(), List.of(), List.of(server), environment()));
        } else {
            configured(examination, file == null ? Path.of(ConfigReader.FILE) : file);
        }
        var found = new FindingList(examination.run(LIMIT));
        if (json) {
            spec.commandLine().getOut().println(found.json().toPrettyString());
        } else {
            found.print(new Screen(
                    spec.commandLine().getOut(), Surroundings.of(spec).colours()));
        }
        return found.count(Finding.State.PROBLEM) > 0 ? ExitCode.FOUND_SOMETHING : ExitCode.FINE;
    }

    private void configured(Examination examination, Path config) throws WrongUsage {
        if (!Files.isRegularFile(config)) {
            throw new WrongUsage("there is no configuration file `" + config
                    + "`; give one with --config, or the address of a running server with --url");
        }
        Configured.Read read = Configured.read(config, environment());
        examination.add(Area.CONFIGURATION, config, () -> diagnostics(config, read));
        if (read.configured().isEmpty()) {
            Path folder = config.toAbsolutePath().resolveSibling("");
            examination.add(Area.SECRETS, config, () -> PermissionCheck.findings(config, folder, folder));
            machine(examination, new ClientCheck(List.of(), List.of(), List.of(), environment()));
            return;
        }
        ServerConfig server = read.configured().get().config();
        examination.add(Area.DISK, server.data(), () -> DiskCheck.findings(server.data()));
        examination.add(Area.SECRETS, config, () -> PermissionCheck.findings(config, server.data(), server.bundle()));
        examination.add(Area.CLOCK, "clock", () -> ClockCheck.findings(server.data(), Clocks.system()));
        examination.add(Area.PORTS, server.listen(), () -> PortCheck.findings(server.listen(), server.data()));
        examination.add(
                Area.TLS, server.listen(), () -> TlsCheck.findings(server.listen(), names(server), Clocks.system()));
        server.upstreams()
                .values()
                .forEach(upstream ->
                        examination.add(Area.UPSTREAMS, upstream.name(), () -> UpstreamCheck.findings(upstream)));
        server.apis()
                .values()
                .forEach(api -> examination.add(Area.UPSTREAMS, api.name(), () -> UpstreamCheck.findings(api)));
        machine(
                examination,
                new ClientCheck(
                        server.upstreams().values(),
                        server.apis().values(),
                        List.of(ClientCheck.gateway(server.listen())),
                        environment()));
    }

    private void machine(Examination examination, ClientCheck clients) {
        Path home = Path.of(environment().getOrDefault("HOME", System.getProperty("user.home", "")));
        Path folder = project.toAbsolutePath().normalize();
        examination.add(Area.CLIENTS, home, () -> clients.findings(home, folder));
        examination.add(Area.PAST, PROCESSES, () -> clients.environments(PROCESSES));
        examination.add(
                Area.HOOKS,
                home,
                () -> HookCheck.findings(
                        HookCommand.CLIENTS, home, folder, environment().getOrDefault("PATH", ""), Path.of("/")));
    }

    private Map<String, String> environment() {
        return Surroundings.of(spec).environment();
    }

    /** The names by which callers know the server. */
    private static SortedSet<String> names(ServerConfig server) {
        SortedSet<String> names = new TreeSet<>(server.hosts());
        server.oauth()
                .flatMap(OAuthConfig::issuer)
                .map(issuer -> URI.create(issuer).getHost())
                .ifPresent(names::add);
        return names;
    }

    /** Tells what is wrong with configuration and policy. Warnings of the policy alone are for `interlock check`, and only counted. */
    private static List<Finding> diagnostics(Path config, Configured.Read read) {
        List<Finding> found = new ArrayList<>();
        List<Diagnostic> all = new ArrayList<>(read.diagnostics());
        read.configured().ifPresent(made -> made.findings().forEach(finding -> all.add(finding.diagnostic())));
        long ofPolicy = 0;
        for (Diagnostic diagnostic : all) {
            boolean ofConfig = read.configured().isEmpty()
                    || diagnostic
                            .place()
                            .file()
                            .path()
                            .equals(read.configured().get().loaded().places().file());
            if (!diagnostic.isError() && !ofConfig) {
                ofPolicy++;
                continue;
            }
            found.add(new Finding(
                    Area.CONFIGURATION,
                    diagnostic.isError() ? Finding.State.PROBLEM : Finding.State.WARNING,
                    diagnostic.place().toString(),
                    "[" + diagnostic.check().code() + "] " + diagnostic.message(),
                    diagnostic.remedy()));
        }
        if (ofPolicy > 0) {
            found.add(Finding.warning(
                    Area.CONFIGURATION,
                    "the policy",
                    "it has " + ofPolicy + (ofPolicy == 1 ? " warning" : " warnings"),
                    "interlock check BUNDLE --config '" + config + "' shows them"));
        }
        if (found.isEmpty()) {
            found.add(Finding.ok(Area.CONFIGURATION, config, "configuration and policy fit together"));
        }
        return found;
    }
}
