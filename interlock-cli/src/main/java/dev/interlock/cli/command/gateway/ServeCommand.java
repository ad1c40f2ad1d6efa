package dev.interlock.cli.command.gateway;

import dev.interlock.cli.command.policy.AllowOption;
import dev.interlock.cli.command.policy.DiagnosticFormat;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.StopSignal;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.InterlockServer;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.domain.Clocks;
import dev.interlock.server.shell.ShellWord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code interlock serve}: runs the gateway and the API until it is told to stop. */
@Command(
        name = "serve",
        description = "Run the gateway, the API and the console.",
        footer = {
            "",
            "The configuration specifies the data folder, the policy bundle, the servers behind the gateway, and who"
                    + " may call; see docs/configuration.md. Agents connect to http://HOST:PORT/mcp/SERVER (https with"
                    + " TLS), or /rest/API/... Stop it with Ctrl-C or SIGTERM; it waits for calls in flight. The console"
                    + " is at /console, see docs/console.md. On loopback, a sign-in link is printed for each of up to five"
                    + " people; `interlock console` prints another."
        })
public final class ServeCommand implements Callable<Integer> {

    /** The most links that are printed at a start. */
    private static final int MOST_LINKS = 5;

    /** The variable that the container image sets. */
    private static final String IN_CONTAINER = "INTERLOCK_CONTAINER";

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration file (default: ${DEFAULT-VALUE}).",
            defaultValue = ConfigReader.FILE)
    private Path file;

    @Option(names = "--check", description = "Check everything that is read at startup, but start nothing.")
    private boolean check;

    @Mixin
    private DiagnosticFormat format;

    @Mixin
    private AllowOption allow;

    @Override
    public Integer call() throws IOException, WrongUsage {
        PrintWriter err = spec.commandLine().getErr();
        Map<String, String> environment = Surroundings.of(spec).environment();
        if (check) {
            return new StartCheck(file, environment, format, allow).call(spec.commandLine());
        }
        if (!format.isText()) {
            throw new WrongUsage("--format and --json need --check; add it, or leave them out");
        }
        Optional<Configured> read = Configured.read(file, environment, err);
        return read.isEmpty() || !read.get().isReady(allow, err) ? ExitCode.FOUND_SOMETHING : serve(read.get());
    }

    private void tellOfConsole(InterlockServer server) {
        PrintWriter out = spec.commandLine().getOut();
        SortedMap<String, String> links = server.consoleLinks();
        if (links.size() > MOST_LINKS) {
            out.println("interlock: console: `interlock console` prints a sign-in link, which works once, within five"
                    + " minutes");
            return;
        }
        links.forEach((person, link) ->
                out.println("interlock: console for " + person + " (works once, within five minutes): " + link));
    }

    /** Returns whether the server runs in Interlock's container image, and its data folder lies in the container instead of on a volume. */
    private boolean isLostWithContainer(Path data) throws IOException {
        return Surroundings.of(spec).environment().containsKey(IN_CONTAINER)
                && Files.getFileStore(data).equals(Files.getFileStore(Path.of("/")));
    }

    private void compareTools(InterlockServer server, ServerConfig config) {
        PrintWriter err = spec.commandLine().getErr();
        String upstream = "--config " + ShellWord.of(file.toString());
        server.compareTools(config.upstreams().keySet(), (name, drifts) -> {
            err.println("interlock: " + new ToolChanges(name, drifts).sinceReview(config.bundle(), upstream));
            err.flush();
        });
    }

    private int serve(Configured configured) throws IOException {
        ServerConfig config = configured.config();
        PolicyBundle.Compiled policy = configured.policy();
        Optional<StopSignal> stop = Optional.empty();
        int code = ExitCode.FOUND_SOMETHING;
        try (var server = InterlockServer.start(config, policy, Clocks.system())) {
            stop = Optional.of(StopSignal.hear());
            spec.commandLine()
                    .getOut()
                    .println("interlock: `" + config.domain() + "` listens on " + server.url() + ", policy "
                            + server.bundle().name() + " " + server.bundle().digest());
            tellOfConsole(server);
            if (config.singleAdministrator()) {
                spec.commandLine()
                        .getOut()
                        .println("interlock: single administrator: one person may both propose and activate a bundle");
            }
            if (config.anchor().isEmpty()) {
                spec.commandLine()
                        .getOut()
                        .println("interlock: no anchor: an older copy of the data folder would go unnoticed; set"
                                + " `anchor` to a file elsewhere");
            }
            if (isLostWithContainer(config.data())) {
                spec.commandLine()
                        .getErr()
                        .println("interlock: the data folder `" + config.data()
                                + "` is in the container's own file system, so the record is lost when the container "
                                + "is removed; mount a volume there");
            }
            server.trouble().ifPresent(trouble -> {
                spec.commandLine().getErr().println("interlock: " + trouble);
                spec.commandLine().getErr().flush();
            });
            if (!server.bundle().digest().equals(policy.digest())) {
                spec.commandLine()
                        .getErr()
                        .println("interlock: the configured bundle " + policy.digest()
                                + " is not in force; propose it with `interlock propose`");
                spec.commandLine().getErr().flush();
                configured.tellOf(server.bundle().digest(), spec.commandLine().getErr());
            }
            spec.commandLine().getOut().flush();
            compareTools(server, config);
            stop.get().await();
            code = ExitCode.FINE;
        } catch (InterruptedException e) {
            code = ExitCode.FINE; // the thread that runs this command was asked to end
        } catch (IOException | RuntimeException e) {
            if (stop.isEmpty() || !stop.get().isAsked()) {
                throw e;
            }
            code = ExitCode.FOUND_SOMETHING;
            spec.commandLine().getErr().println("interlock: while shutting down: " + e.getMessage());
            spec.commandLine().getErr().flush();
        } finally {
            int last = code;
            stop.ifPresent(signal -> signal.ended(last));
        }
        return code;
    }
}
