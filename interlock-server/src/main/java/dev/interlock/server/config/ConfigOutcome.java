package dev.interlock.server.config;

import dev.interlock.policy.diagnostic.Diagnostic;
import java.util.List;

/** What came of reading a configuration file. */
public sealed interface ConfigOutcome {

    /** All that is wrong and all that is doubtful, by position. Safe to print: secrets are blacked out. */
    List<Diagnostic> diagnostics();

    record Loaded(ServerConfig config, List<Diagnostic> diagnostics) implements ConfigOutcome {
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
