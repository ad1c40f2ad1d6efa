package dev.interlock.cli.command.gateway;

import dev.interlock.cli.command.policy.AllowOption;
import dev.interlock.cli.command.policy.DiagnosticFormat;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.identity.Callers;
import dev.interlock.server.identity.Trust;
import dev.interlock.server.readiness.Exceptions;
import dev.interlock.server.readiness.Finding;
import dev.interlock.server.tls.ServerTls;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/**
 * Reads all that a start of a server reads but the ledger, and starts nothing: configuration, bundle, descriptions of APIs, whom it
 * trusts, the files of TLS. The data folder is left alone, as a running server may be using it.
 */
record StartCheck(Path file, Map<String, String> environment, DiagnosticFormat format, AllowOption allow) {

    int call(CommandLine line) throws WrongUsage {
        PrintWriter err = line.getErr();
        Configured.Read read = Configured.read(file, environment);
        List<Diagnostic> diagnostics = new ArrayList<>(read.diagnostics());
        Optional<Exceptions.Made> made = Optional.empty();
        boolean usable = true;
        if (read.configured().isPresent()) {
            Configured configured = read.configured().get();
            made = Optional.of(allow.make(configured.findings(), err));
            made.get().standing().stream().map(Finding::diagnostic).forEach(diagnostics::add);
            usable = isUsable(configured.config(), err);
        }
        PrintWriter out = line.getOut();
        out.print(format.render(diagnostics, Path.of(""), false));
        boolean ready =
                usable && read.configured().isPresent() && !made.orElseThrow().hasErrors();
        if (format.isText()) {
            out.println(ready ? "a server would start" : "no server would start");
        }
        out.flush();
        made.filter(Exceptions.Made::hasErrors)
                .ifPresent(errors -> err.println("interlock: to start anyway: " + AllowOption.remedy(errors)));
        err.flush();
        return ready ? ExitCode.FINE : ExitCode.FOUND_SOMETHING;
    }

    /** Returns whether the files that say whom to believe, and those of TLS, can be used. */
    private static boolean isUsable(ServerConfig config, PrintWriter err) {
        try (Callers callers = Trust.open(config.trust(), config.registry(), InstantSource.system())) {
            if (config.listen().tls().isPresent()) {
                ServerTls.open(config.listen().tls().get(), ServerTls.PERIOD, InstantSource.system(), () -> {})
                        .close();
            }
            return true;
        } catch (IOException e) {
            err.println("interlock: " + e.getMessage());
            err.flush();
            return false;
        }
    }
}
