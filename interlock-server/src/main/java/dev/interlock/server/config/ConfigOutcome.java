package dev.interlock.server.config;

import dev.interlock.policy.diagnostic.Diagnostic;
import java.util.List;

/** The outcome of reading a configuration file. */
public sealed interface ConfigOutcome {

    /** The diagnostics of all that is wrong and all that is doubtful, by position. Safe to print: secrets are blacked out. */
    List<Diagnostic> diagnostics();

    /**
     * A configuration without mistakes.
     *
     * @param places where its parts stand in the file
     */
    record Loaded(ServerConfig config, List<Diagnostic> diagnostics, ConfigPlaces places) implements ConfigOutcome {
        public Loaded {
            diagnostics = List.copyOf(diagnostics);
        }
    }

    record Rejected(List<Diagnostic> diagnostics) implements ConfigOutcome {
        public Rejected {
            diagnostics = List.copyOf(diagnostics);
        }
    }
}
