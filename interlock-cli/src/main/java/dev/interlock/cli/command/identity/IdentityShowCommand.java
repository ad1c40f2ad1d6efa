package dev.interlock.cli.command.identity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.diagnostic.TextRenderer;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.identity.Authentication;
import dev.interlock.server.identity.Callers;
import dev.interlock.server.identity.Proven;
import dev.interlock.server.identity.Trust;
import dev.interlock.server.json.Json;
import dev.interlock.server.tls.ClientCertificate;
import dev.interlock.server.tls.ClientTls;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code interlock identity show}: whom a token or a certificate proves under a configuration, as a server would find out. */
@Command(
        name = "show",
        description =
                "Show which party a token or a certificate identifies under a configuration, or why it is refused.",
        footer = {"", "Nothing is sent to a server, but issuers may be asked for their keys. The token is not printed."
        })
final class IdentityShowCommand implements Callable<Integer> {

    private static final int MAX_TOKEN_FILE = 64 << 10;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration file of the server (default: ${DEFAULT-VALUE}).",
            defaultValue = ConfigReader.FILE)
    private Path config;

    @ArgGroup(multiplicity = "1")
    private Shown shown;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /** The token or the certificate that is shown. */
    static final class Shown {
        @Option(names = "--token-file", paramLabel = "FILE", description = "File that holds the token.")
        private @Nullable Path token;

        @Option(
                names = "--certificate",
                paramLabel = "FILE",
                description =
                        "Certificate chain in PEM; a client that presents it to a server must also prove that it has"
                                + " the key.")
        private @Nullable Path certificate;
    }

    @Override
    public Integer call() throws IOException, WrongUsage {
        if (!Files.isRegularFile(config)) {
            throw new WrongUsage("there is no configuration file `" + config + "`; give one with --config");
        }
        ConfigOutcome outcome = ConfigReader.read(config, Surroundings.of(spec).environment());
        if (!(outcome instanceof ConfigOutcome.Loaded(ServerConfig read, var warnings, var places))) {
            spec.commandLine().getErr().println(new TextRenderer(false).render(outcome.diagnostics()));
            return ExitCode.FOUND_SOMETHING;
        }
        try (Callers callers = Trust.open(read.trust(), read.registry(), InstantSource.system())) {
            return switch (identified(callers)) {
                case Authentication.Known known -> known(known.caller().party(), known.proven());
                case Authentication.Unknown unknown -> unknown(unknown);
            };
        }
    }

    private Authentication identified(Callers callers) throws IOException, WrongUsage {
        if (shown.certificate != null) {
            var certificate = new ClientCertificate(ClientTls.certificates(shown.certificate));
            return callers.identify(Optional.empty(), Optional.of(certificate));
        }
        Path file = shown.token == null ? Path.of("") : shown.token;
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_TOKEN_FILE) {
            throw new WrongUsage("the token file `" + file + "` does not contain a token");
        }
        return callers.identify(Optional.of("Bearer " + Files.readString(file).strip()), Optional.empty());
    }

    private int known(Caller caller, Optional<Proven> proven) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode said = Json.object()
                    .put("name", caller.name())
                    .put("kind", caller.person() ? "person" : caller.agent() ? "agent" : "verifier")
                    .put("runtime", caller.runtime());
            ArrayNode groups = said.putArray("groups");
            caller.groups().forEach(groups::add);
            proven.ifPresent(by -> said.put("issuer", by.issuer())
                    .put("subject", by.subject())
                    .put("until", by.until().toString()));
            out.println(Json.text(said));
            return ExitCode.FINE;
        }
        out.println(caller.name()
                + (caller.person() ? ", a person" : caller.agent() ? ", an agent" : ", a machine verifier")
                + (caller.groups().isEmpty() ? "" : " of " + String.join(", ", caller.groups())));
        proven.ifPresentOrElse(
                by -> {
                    out.println("  subject  " + Screen.printable(by.subject()));
                    out.println("  issuer   " + Screen.printable(by.issuer()));
                    out.println("  until    " + by.until());
                },
                () -> out.println("  by a token in the configuration"));
        out.println("  runtime  " + Screen.printable(caller.runtime()));
        return ExitCode.FINE;
    }

    private int unknown(Authentication.Unknown unknown) {
        String problem = unknown.problem().map(Enum::name).orElse("UNKNOWN").toLowerCase(Locale.ROOT);
        if (json) {
            spec.commandLine()
                    .getOut()
                    .println(Json.text(Json.object().put("problem", problem).put("message", unknown.message())));
        } else {
            spec.commandLine().getOut().println("no one (" + problem + "): " + Screen.printable(unknown.message()));
        }
        return ExitCode.FOUND_SOMETHING;
    }
}
