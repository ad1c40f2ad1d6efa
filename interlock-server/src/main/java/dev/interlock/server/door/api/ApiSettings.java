package dev.interlock.server.door.api;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.identity.oidc.Application;
import dev.interlock.server.identity.passkey.RelyingParty;
import dev.interlock.server.identity.presence.StepUp;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.json.JsonLimits;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Settings of the API.
 *
 * @param limits within which bodies are read
 * @param origins values of {@code Origin} that are let in; a request without one is no browser's and passes
 * @param hosts names that {@code Host} may give, without port; empty for any
 * @param logins where people log in from the command line; shown to everybody
 * @param channels by which people are told what waits for them, without addresses and secrets
 * @param attempts hears of requests of known callers that were refused
 * @param arrivals bounds how often one caller may ask
 * @param roles what people may do
 * @param stepUp what critical approvals ask of them
 * @param site for which their passkeys are good; empty where there is none
 * @param consoleLinks by which people sign in to the console
 */
public record ApiSettings(
        JsonLimits limits,
        Set<String> origins,
        Set<String> hosts,
        List<Application> logins,
        List<Channel> channels,
        Attempts attempts,
        Arrivals arrivals,
        Roles roles,
        StepUp stepUp,
        Supplier<Optional<RelyingParty>> site,
        ConsoleLinks consoleLinks) {

    /** The console makes links, where it is for this machine alone. Thread-safe. */
    @FunctionalInterface
    public interface ConsoleLinks {

        /** Returns a link that signs this person in once: a secret. */
        Optional<String> issue(Caller person);
    }

    /** The limiter lets in as many requests of one caller as it may send. Thread-safe. */
    @FunctionalInterface
    public interface Arrivals {

        /** @param caller the name of one who is registered */
        Optional<RateLimiter.Busy> arrive(String caller);
    }

    /**
     * The listener hears of refused requests of known callers, where the attempt itself is worth knowing of: an answer to a
     * hold, a step of a lane, a delegation, a link, a reconciliation, a change of the bundle. Thread-safe; no refusal
     * depends on it.
     */
    @FunctionalInterface
    public interface Attempts {

        /** The listener that ignores all attempts. */
        Attempts UNHEARD = (code, where, by) -> {};

        /**
         * @param code the stable code of the refusal, such as {@code not-independent}
         * @param where the path, with the id of what it was about if there is such a thing
         * @param by who tried
         */
        void refused(String code, String where, String by);
    }

    /**
     * A channel, as people are told of it.
     *
     * @param tells whether it sends messages
     * @param events the events that it tells; empty for all
     * @param speaksFor those whose answers it takes; empty where it takes none
     */
    public record Channel(String name, boolean tells, Collection<String> events, Collection<String> speaksFor) {}

    /** An instruction of the longest kind fits, with every character escaped. */
    private static final int MAX_BYTES = 256 << 10;

    private static final int MAX_DEPTH = 8;
    /** Messages that a model was given are longer and deeper than what people and agents write here. */
    private static final int MAX_TOLD_BYTES = 1 << 20;

    private static final int MAX_TOLD_DEPTH = 24;

    public ApiSettings {
        origins = Set.copyOf(origins);
        hosts = Set.copyOf(hosts);
        logins = List.copyOf(logins);
        channels = List.copyOf(channels);
    }

    public static ApiSettings of(Set<String> origins, Set<String> hosts, Arrivals arrivals) {
        return new ApiSettings(
                JsonLimits.requests().withMaxBytes(MAX_BYTES).withMaxDepth(MAX_DEPTH),
                origins,
                hosts,
                List.of(),
                List.of(),
                Attempts.UNHEARD,
                arrivals,
                Roles.NONE,
                StepUp.DEFAULT,
                Optional::empty,
                person -> Optional.empty());
    }

    public ApiSettings withLogins(List<Application> where) {
        return new ApiSettings(
                limits, origins, hosts, where, channels, attempts, arrivals, roles, stepUp, site, consoleLinks);
    }

    public ApiSettings withChannels(List<Channel> told) {
        return new ApiSettings(
                limits, origins, hosts, logins, told, attempts, arrivals, roles, stepUp, site, consoleLinks);
    }

    public ApiSettings withAttempts(Attempts heard) {
        return new ApiSettings(
                limits, origins, hosts, logins, channels, heard, arrivals, roles, stepUp, site, consoleLinks);
    }

    public ApiSettings withRoles(Roles held) {
        return new ApiSettings(
                limits, origins, hosts, logins, channels, attempts, arrivals, held, stepUp, site, consoleLinks);
    }

    public ApiSettings withStepUp(StepUp asked) {
        return new ApiSettings(
                limits, origins, hosts, logins, channels, attempts, arrivals, roles, asked, site, consoleLinks);
    }

    public ApiSettings withSite(Supplier<Optional<RelyingParty>> reached) {
        return new ApiSettings(
                limits, origins, hosts, logins, channels, attempts, arrivals, roles, stepUp, reached, consoleLinks);
    }

    public ApiSettings withConsoleLinks(ConsoleLinks made) {
        return new ApiSettings(limits, origins, hosts, logins, channels, attempts, arrivals, roles, stepUp, site, made);
    }

    /** The limits within which the bodies of the playground are read: twice the usual, as there may be two bundles. */
    JsonLimits playgroundLimits() {
        return limits.withMaxBytes(2 * limits.maxBytes());
    }

    /** The limits within which the bodies of sources are read. */
    JsonLimits observationLimits() {
        return limits.withMaxBytes(MAX_TOLD_BYTES).withMaxDepth(MAX_TOLD_DEPTH);
    }
}
