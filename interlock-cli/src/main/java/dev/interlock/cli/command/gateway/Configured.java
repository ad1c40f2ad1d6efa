package dev.interlock.cli.command.gateway;

import dev.interlock.cli.command.policy.AllowOption;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.TextRenderer;
import dev.interlock.policy.load.FolderTree;
import dev.interlock.server.app.PolicyArchive;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.openapi.DescriptionReader;
import dev.interlock.server.readiness.Exceptions;
import dev.interlock.server.readiness.Finding;
import dev.interlock.server.readiness.Readiness;
import dev.interlock.server.upstream.ApiConfig;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A configuration without mistakes, with the bundle that it names; the descriptions of its APIs have none either. */
public record Configured(ConfigOutcome.Loaded loaded, PolicyBundle.Compiled policy) {

    /**
     * A configuration and the bundle that it names, as they were read.
     *
     * @param diagnostics what is to say about each file by itself
     * @param configured empty if one of them has mistakes
     */
    record Read(List<Diagnostic> diagnostics, Optional<Configured> configured) {}

    public ServerConfig config() {
        return loaded.config();
    }

    /**
     * Reads both; what is to say about them goes to `err`.
     *
     * @return empty if one of them has mistakes
     */
    public static Optional<Configured> read(Path file, Map<String, String> environment, PrintWriter err)
            throws WrongUsage {
        Read read = read(file, environment);
        print(read.diagnostics(), err);
        return read.configured();
    }

    static Read read(Path file, Map<String, String> environment) throws WrongUsage {
        if (!Files.isRegularFile(file)) {
            throw new WrongUsage("there is no configuration file `" + file + "`; give one with --config");
        }
        ConfigOutcome outcome = ConfigReader.read(file, environment);
        List<Diagnostic> diagnostics = new ArrayList<>(outcome.diagnostics());
        if (!(outcome instanceof ConfigOutcome.Loaded loaded)) {
            return new Read(diagnostics, Optional.empty());
        }
        PolicyBundle bundle =
                PolicyBundle.load(FolderTree.shownFromHere(loaded.config().bundle()));
        diagnostics.addAll(bundle.diagnostics());
        return bundle instanceof PolicyBundle.Compiled compiled && described(loaded.config(), diagnostics)
                ? new Read(diagnostics, Optional.of(new Configured(loaded, compiled)))
                : new Read(diagnostics, Optional.empty());
    }

    /** Finds what is wrong with the descriptions of APIs, all of it, and what of them is not offered. */
    private static boolean described(ServerConfig config, List<Diagnostic> diagnostics) {
        boolean fine = true;
        for (ApiConfig api : config.apis().values()) {
            DescriptionReader.Outcome outcome = DescriptionReader.read(api.openapi());
            diagnostics.addAll(outcome.diagnostics());
            fine &= outcome instanceof DescriptionReader.Outcome.Read;
        }
        return fine;
    }

    /** The findings about bundle and configuration together. */
    List<Finding> findings() {
        return Readiness.check(policy, loaded);
    }

    /** Prints what the two cannot do together. Returns whether a server may start with it. */
    boolean isReady(AllowOption allow, PrintWriter err) throws WrongUsage {
        Exceptions.Made made = allow.make(findings(), err);
        print(made.standing().stream().map(Finding::diagnostic).toList(), err);
        if (made.hasErrors()) {
            err.println("interlock: not started, because this can never work; to start anyway: "
                    + AllowOption.remedy(made));
            err.flush();
        }
        return !made.hasErrors();
    }

    /** Prints what the configuration cannot do together with another bundle, which the record says is in force. */
    void tellOf(String digest, PrintWriter err) {
        new PolicyArchive(config().data())
                .bundle(digest)
                .ifPresent(inForce -> print(
                        Readiness.check(inForce, loaded).stream()
                                .map(Finding::diagnostic)
                                .toList(),
                        err));
    }

    private static void print(List<Diagnostic> diagnostics, PrintWriter err) {
        if (!diagnostics.isEmpty()) {
            err.println(new TextRenderer(false).render(diagnostics));
            err.flush();
        }
    }
}
