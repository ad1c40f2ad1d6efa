package dev.interlock.cli.command.gateway;

import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.TextRenderer;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.openapi.DescriptionReader;
import dev.interlock.server.upstream.ApiConfig;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A configuration without mistakes, with the bundle that it names; the descriptions of its APIs have none either. */
public record Configured(ServerConfig config, PolicyBundle.Compiled policy) {

    /**
     * Reads both; what is to say about them goes to `err`.
     *
     * @return empty if one of them has mistakes
     */
    public static Optional<Configured> read(Path file, Map<String, String> environment, PrintWriter err)
            throws WrongUsage {
        if (!Files.isRegularFile(file)) {
            throw new WrongUsage("there is no configuration file `" + file + "`; name one with --config");
        }
        ConfigOutcome outcome = ConfigReader.read(file, environment);
        print(outcome.diagnostics(), err);
        if (!(outcome instanceof ConfigOutcome.Loaded loaded)) {
            return Optional.empty();
        }
        PolicyBundle bundle = PolicyBundle.load(loaded.config().bundle());
        print(bundle.diagnostics(), err);
        return bundle instanceof PolicyBundle.Compiled compiled && described(loaded.config(), err)
                ? Optional.of(new Configured(loaded.config(), compiled))
                : Optional.empty();
    }

    /** Shows what is wrong with the descriptions of APIs, all of it, and what of them is not offered. */
    private static boolean described(ServerConfig config, PrintWriter err) {
        boolean fine = true;
        for (ApiConfig api : config.apis().values()) {
            DescriptionReader.Outcome outcome = DescriptionReader.read(api.openapi());
            print(outcome.diagnostics(), err);
            fine &= outcome instanceof DescriptionReader.Outcome.Read;
        }
        return fine;
    }

    private static void print(List<Diagnostic> diagnostics, PrintWriter err) {
        if (!diagnostics.isEmpty()) {
            err.println(new TextRenderer(false).render(diagnostics));
            err.flush();
        }
    }
}
