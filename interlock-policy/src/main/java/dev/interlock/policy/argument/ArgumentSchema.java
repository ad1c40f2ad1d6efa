package dev.interlock.policy.argument;

import java.util.List;

/** The schema of a tool, as far as it is known when arguments are looked at. */
public sealed interface ArgumentSchema {

    /**
     * The schema that the server shows.
     *
     * @param declared its declarations
     * @param digest its digest; empty for a schema of the protocol, which is no server's own
     * @param reviewed whether somebody reviewed this very tool
     * @param merged members at the top that a server may merge into one, such as the parameters and the body of a request
     */
    record Shown(Declared declared, String digest, boolean reviewed, List<String> merged) implements ArgumentSchema {
        public Shown {
            merged = List.copyOf(merged);
        }

        public Shown(Declared declared, String digest, boolean reviewed) {
            this(declared, digest, reviewed, List.of());
        }
    }

    /** No schema: only names that the catalogue declares or reads are declared. */
    record None() implements ArgumentSchema {}

    /**
     * A schema that is not shown here, as in a scenario. Names that the catalogue does not declare are taken for declared,
     * unless it declares the arguments of the tool itself.
     */
    record Untold() implements ArgumentSchema {}
}
