package dev.interlock.server.replay.read;

import org.jspecify.annotations.Nullable;

/**
 * The party that acts, as far as a line of a trace says. A null is not said, and may be known from a registration.
 *
 * @param agent null: nobody knows who
 * @param runtime the running instance; null: there is one for each agent
 */
public record Party(
        @Nullable String agent,
        @Nullable String runtime,
        @Nullable String owner,
        @Nullable String model,
        @Nullable String origin) {

    /** An agent by its name alone. */
    public static Party named(@Nullable String agent) {
        return new Party(agent, null, null, null, null);
    }
}
