package dev.interlock.server.identity.registry;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * An enforcement point outside: it asks for decisions on what others want to do, and is itself neither agent nor person. Immutable.
 *
 * @param mode what becomes of what it asks
 * @param subjects the parties that it may ask about, by name; empty: any
 * @param reportWithin how long it has to report what came of a permitted call
 * @param trusted whether its word counts for properties of subjects and resources, and for the running instance of a subject
 * @param server the server of the catalogue of tools that it names without one
 * @param intent of calls that name no task, of subjects that have none of their own
 * @param callbacks where it may be told what became of its access requests
 */
public record EnforcementPoint(
        String name,
        Mode mode,
        Optional<Set<String>> subjects,
        Duration reportWithin,
        boolean trusted,
        Optional<String> server,
        Optional<String> intent,
        Callbacks callbacks) {

    public static final Duration REPORT_WITHIN = Duration.ofMinutes(5);

    public EnforcementPoint {
        subjects = subjects.map(Set::copyOf);
    }

    /** Makes an enforcement point that is called back nowhere. */
    public EnforcementPoint(
            String name,
            Mode mode,
            Optional<Set<String>> subjects,
            Duration reportWithin,
            boolean trusted,
            Optional<String> server,
            Optional<String> intent) {
        this(name, mode, subjects, reportWithin, trusted, server, intent, Callbacks.NONE);
    }

    /**
     * The addresses that it may name to be called back at, and no others: whoever takes its place is told nothing elsewhere.
     *
     * @param to as they are written in its requests
     * @param internal whether they may be at addresses that are not public, and without TLS
     */
    public record Callbacks(Set<String> to, boolean internal) {

        public static final Callbacks NONE = new Callbacks(Set.of(), false);

        public Callbacks {
            to = Set.copyOf(to);
        }
    }

    /**
     * Returns whether the enforcement point may pass on tokens of tasks that were shown to it: it carries calls out, and its word
     * counts that the sender of the token holds the token's key.
     */
    public boolean passesTokens() {
        return trusted && mode == Mode.ENFORCING;
    }

    /** Returns whether the enforcement point may ask about the party. */
    public boolean mayAskAbout(String party) {
        return subjects.isEmpty() || subjects.get().contains(party);
    }

    /** The effect of what an enforcement point asks. */
    public enum Mode {
        /** A question is answered, and nothing enters the history. */
        ADVISORY,
        /** The enforcement point carries out what is permitted: a permit reserves, and what came of it is reported. */
        ENFORCING
    }
}
