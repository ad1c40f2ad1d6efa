package dev.interlock.server.identity.presence;

import dev.interlock.engine.event.Presence;
import java.time.Duration;
import java.util.Optional;

/**
 * The step-up for critical approvals: who gives one has proven lately who they are, so that neither a browser that was left open nor
 * one that was taken over is enough.
 *
 * @param within how long ago at most; empty where nothing is configured
 */
public record StepUp(Optional<Duration> within) {

    /** The code of an approval that is refused for want of a fresh proof: that of RFC 9470, in the form of ours. */
    public static final String CODE = "insufficient-user-authentication";

    /** The configuration that says nothing. */
    public static final StepUp DEFAULT = new StepUp(Optional.empty());

    /** The age at most of a proof in the console, where nothing is configured: a session there lasts for hours. */
    static final Duration USUAL = Duration.ofMinutes(15);

    /** Returns how fresh somebody is who is signed in to the console. */
    public Freshness inConsole(Optional<Presence> presence) {
        return new Freshness(presence, Optional.of(within.orElse(USUAL)));
    }

    /**
     * Returns how fresh somebody is who shows a token with each request. Programs keep tokens, and those of the configuration say nothing
     * of a login, so it is asked only where it is configured.
     */
    public Freshness atApi(Optional<Presence> presence) {
        return new Freshness(presence, within);
    }
}
