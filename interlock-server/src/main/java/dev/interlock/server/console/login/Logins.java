package dev.interlock.server.console.login;

import dev.interlock.engine.event.Presence;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.console.session.Proof;
import dev.interlock.server.console.session.Seal;
import dev.interlock.server.identity.Authentication;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.identity.Proven;
import dev.interlock.server.identity.login.CodeLogin;
import dev.interlock.server.identity.login.Login;
import dev.interlock.server.identity.login.LoginResult;
import dev.interlock.server.identity.oidc.Metadata;
import dev.interlock.server.jose.Claims;
import dev.interlock.server.jose.ReplayCache;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Logging in to the console. What an issuer answers is believed as the API believes it: the token that the command line would show is
 * shown to the same authenticator. Thread-safe.
 */
public final class Logins implements AutoCloseable {

    /** The time within which a login has to be finished. */
    public static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final System.Logger LOG = System.getLogger(Logins.class.getName());

    private static final int ID_BYTES = 24;
    /** The most logins that succeed within the time of one; a person can have half of them. */
    private static final int MOST = 50_000;
    /** The scope of the ids of logins, which are all made here. */
    private static final String OURS = "";
    /** The difference that the clocks of an issuer and this server may have. */
    private static final Duration SKEW = Duration.ofSeconds(60);

    private final Seal seal;
    private final SecureRandom random;
    private final InstantSource clock;
    private final Authenticator authenticator;
    private final List<LoginIssuer> issuers;
    /** The logins that succeeded. Strangers can begin logins and have them fail, so nothing is kept of others. */
    private final ReplayCache finished;

    /** The outcome of beginning a login. */
    public sealed interface Begun {

        /**
         * The browser has to be sent to the issuer.
         *
         * @param cookie the value of the cookie that the browser has to bring along when it comes back
         */
        record Asked(URI page, String cookie) implements Begun {}

        /** @param why a sentence or two for the person */
        record Failed(String why) implements Begun {}
    }

    /** The outcome of a login. */
    public sealed interface Finished {

        /** @param to the page of the console to go on to */
        String to();

        record Known(Proof proof, String to) implements Finished {}

        /** @param why a sentence or two for the person */
        record Failed(String why, String to) implements Finished {}
    }

    /**
     * The logins of one console.
     *
     * @param authenticator as the API asks it
     * @param issuers are closed with this
     */
    public Logins(
            Seal seal,
            SecureRandom random,
            InstantSource clock,
            Authenticator authenticator,
            List<LoginIssuer> issuers) {
        this(seal, random, clock, authenticator, issuers, new ReplayCache(MOST));
    }

    Logins(
            Seal seal,
            SecureRandom random,
            InstantSource clock,
            Authenticator authenticator,
            List<LoginIssuer> issuers,
            ReplayCache finished) {
        this.finished = finished;
        this.seal = seal;
        this.random = random;
        this.clock = clock;
        this.authenticator = authenticator;
        this.issuers = List.copyOf(issuers);
    }

    public List<LoginIssuer> issuers() {
        return issuers;
    }

    private Optional<LoginIssuer> issuer(String name) {
        return issuers.stream().filter(issuer -> issuer.name().equals(name)).findFirst();
    }

    /**
     * Begins a login.
     *
     * @param name of the issuer in the configuration
     * @param to the page of the console to go on to
     * @param again whether the person has to show anew that it is them, though the issuer knows them already
     * @param back where the issuer sends the browser
     * @return empty if there is no such issuer
     */
    public Optional<Begun> begin(String name, String to, boolean again, URI back) {
        return issuer(name).map(issuer -> begin(issuer, to, again, back));
    }

    private Begun begin(LoginIssuer issuer, String to, boolean again, URI back) {
        Instant now = clock.instant();
        Optional<Metadata> metadata = issuer.metadata(now);
        if (metadata.isEmpty()) {
            return new Begun.Failed(issuer.host() + " does not answer. Try again in a minute.");
        }
        Optional<String> objection = CodeLogin.objection(metadata.get());
        if (objection.isPresent()) {
            LOG.log(System.Logger.Level.WARNING, "no one can log in to the console: " + objection.get());
            return new Begun.Failed(issuer.host() + " does not offer the login that the console needs. Tell the "
                    + "administrator of this server.");
        }
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        var attempt = new Attempt(
                Base64.getUrlEncoder().withoutPadding().encodeToString(id),
                issuer.name(),
                to,
                now,
                now.plus(PATIENCE),
                again);
        URI page = code(issuer, metadata.get(), attempt, back)
                .page(again ? Map.of("prompt", "login", "max_age", "0") : Map.of());
        return new Begun.Asked(page, attempt.sealed(seal));
    }

    private CodeLogin code(LoginIssuer issuer, Metadata metadata, Attempt attempt, URI back) {
        return new CodeLogin(issuer.fetch(), metadata, issuer.application(), clock, attempt.secrets(seal), back);
    }

    /**
     * Finishes a login, which succeeds once. The issuer takes no code twice either.
     *
     * @param cookie that the browser brought along
     * @param sent the parameters with which the issuer sent the browser back
     * @param back the same as when it began
     * @return empty if the browser began no such login, or too long ago
     */
    public Optional<Finished> finish(String cookie, Map<String, String> sent, URI back) throws InterruptedException {
        Instant now = clock.instant();
        Optional<Attempt> attempt = Attempt.read(cookie, seal)
                .filter(begun -> begun.ends().isAfter(now))
                .filter(begun -> begun.secrets(seal).areOf(sent));
        Optional<LoginIssuer> issuer = attempt.flatMap(begun -> issuer(begun.issuer()));
        if (attempt.isEmpty()
                || issuer.isEmpty()
                || finished.isUsed(OURS, attempt.get().id(), now)) {
            return Optional.empty();
        }
        Finished outcome = finish(issuer.get(), attempt.get(), sent, back);
        return switch (outcome) {
            case Finished.Known(Proof proof, String to) ->
                Optional.of(outcome).filter(known -> isFirst(attempt.get(), proof.person(), now));
            case Finished.Failed(String why, String to) -> {
                LOG.log(System.Logger.Level.INFO, "a login to the console failed: " + why);
                yield Optional.of(outcome);
            }
        };
    }

    private boolean isFirst(Attempt attempt, Caller person, Instant now) {
        return finished.use(person.name(), OURS, attempt.id(), attempt.ends(), now) == ReplayCache.Use.FIRST;
    }

    private Finished finish(LoginIssuer issuer, Attempt attempt, Map<String, String> sent, URI back)
            throws InterruptedException {
        Optional<Metadata> metadata = issuer.metadata(clock.instant());
        if (metadata.isEmpty()) {
            return new Finished.Failed(issuer.host() + " does not answer. Try again in a minute.", attempt.to());
        }
        return switch (code(issuer, metadata.get(), attempt, back).finish(sent)) {
            case LoginResult.Done(Login login, Optional<Claims> identity) -> known(issuer, attempt, login, identity);
            case LoginResult.Refused(String code, String message) ->
                new Finished.Failed(said(issuer, code), attempt.to());
            case LoginResult.Failed(String message) ->
                new Finished.Failed(
                        "The login at " + issuer.host() + " did not work: " + message + ". Try again.", attempt.to());
        };
    }

    /** Tells a refusal of the issuer; its own words could be anybody's who sent the browser back. */
    private static String said(LoginIssuer issuer, String code) {
        return switch (code) {
            case "access_denied" ->
                issuer.host() + " did not let you in. Continue with another account, or ask its administrator.";
            case "server_error", "temporarily_unavailable" ->
                issuer.host() + " cannot log anyone in at the moment. Try again in a minute.";
            default ->
                issuer.host() + " refused the login" + (code.matches("[a-z_]{1,40}") ? " (" + code + ")" : "")
                        + ". Try again, or tell the administrator of this server.";
        };
    }

    private Finished known(LoginIssuer issuer, Attempt attempt, Login login, Optional<Claims> identity) {
        return switch (authenticator.attempt(ShownToken.of(login.token()))) {
            case Authentication.Unknown unknown ->
                new Finished.Failed(
                        "You logged in at " + issuer.host()
                                + identity.flatMap(Claims::subject)
                                        .filter(subject -> subject.length() <= 200)
                                        .map(subject -> ", which identifies you as " + subject)
                                        .orElse("")
                                + ", but " + unknown.message() + ".",
                        attempt.to());
            case Authentication.Known known ->
                known.proven()
                        .<Finished>map(proven -> proven(issuer, attempt, proven, identity))
                        .orElseGet(() -> foreign(issuer, attempt));
        };
    }

    private static Finished foreign(LoginIssuer issuer, Attempt attempt) {
        return new Finished.Failed(
                issuer.host() + " sent a token that it did not issue. Tell the administrator of this server.",
                attempt.to());
    }

    private Finished proven(LoginIssuer issuer, Attempt attempt, Proven proven, Optional<Claims> identity) {
        Caller person = proven.party();
        boolean one = identity.flatMap(Claims::subject)
                        .filter(proven.subject()::equals)
                        .isPresent()
                || identity.isEmpty();
        if (!proven.issuer().equals(issuer.application().issuer()) || !one) {
            return foreign(issuer, attempt);
        }
        if (!person.person()) {
            return new Finished.Failed(
                    "`" + person.name() + "` is not a person, and the console is for people only.", attempt.to());
        }
        Instant now = clock.instant();
        Optional<Instant> at = identity.flatMap(Claims::authenticated).map(time -> time.isAfter(now) ? now : time);
        if (attempt.again() && at.filter(attempt.began().minus(SKEW)::isBefore).isEmpty()) {
            return new Finished.Failed(
                    issuer.host()
                            + (at.isEmpty()
                                    ? " does not say when you logged in"
                                    : " did not ask you to " + "log in again")
                            + ", so this does not count as a fresh login. Tell the administrator of this "
                            + "server; in the meantime, use `interlock approvals approve`.",
                    attempt.to());
        }
        var by = new Presence.By.Login(issuer.name(), identity.flatMap(Claims::loginClass));
        return new Finished.Known(new Proof(person, by, at, Optional.of(proven.until())), attempt.to());
    }

    @Override
    public void close() {
        issuers.forEach(LoginIssuer::close);
    }
}
