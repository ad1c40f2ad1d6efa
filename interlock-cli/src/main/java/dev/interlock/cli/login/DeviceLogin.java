package dev.interlock.cli.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.http.fetch.Fetched;
import dev.interlock.server.identity.login.LoginResult;
import dev.interlock.server.identity.login.TokenEndpoint;
import dev.interlock.server.identity.oidc.Application;
import dev.interlock.server.identity.oidc.Metadata;
import dev.interlock.server.json.Json;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;

/** The login on another device (RFC 8628): the person opens an address anywhere and enters a code, and we ask until it is done. */
public final class DeviceLogin {

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";
    private static final Duration USUAL = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final long LONGEST_LIFE = 3_600;
    /** The number of times in a row that the issuer may fail to answer, each time asked later than before. */
    private static final int FAILURES = 5;

    private final Fetch fetch;
    private final Metadata issuer;
    private final Application application;
    private final InstantSource clock;
    private final Pause pause;

    public DeviceLogin(Fetch fetch, Metadata issuer, Application application, InstantSource clock, Pause pause) {
        this.fetch = fetch;
        this.issuer = issuer;
        this.application = application;
        this.clock = clock;
        this.pause = pause;
    }

    /** The outcome of asking for a code. */
    public sealed interface Begun {

        record Asked(Code code) implements Begun {}

        /** The issuer cannot do this, or does not for this client. */
        record Failed(String message) implements Begun {}
    }

    /**
     * A code for the person, and a secret one for us.
     *
     * @param user to be entered at the address
     * @param complete the address with the code in it
     */
    public record Code(
            String user, String address, Optional<String> complete, Instant expires, Duration interval, String device) {

        /** Leaves out the secret code. */
        @Override
        public String toString() {
            return "Code[" + user + "]";
        }
    }

    /** Asks for a code. */
    public Begun begin() throws InterruptedException {
        Optional<URI> address = issuer.address("device_authorization_endpoint");
        if (address.isEmpty()) {
            return new Begun.Failed("the issuer `" + issuer.issuer()
                    + "` does not support login with a code; log in with `--browser`, on a machine that has a browser");
        }
        SortedMap<String, String> form = application.form();
        form.put("scope", application.scope());
        return switch (fetch.post(address.get(), form)) {
            case Fetched.Failed(String why) -> new Begun.Failed("the issuer `" + issuer.issuer() + "` " + why);
            case Fetched.Answer answer
            when answer.fine() ->
                code(answer.body())
                        .<Begun>map(Begun.Asked::new)
                        .orElseGet(() -> new Begun.Failed("the issuer sent no usable code"));
            case Fetched.Answer(int status, ObjectNode body) -> {
                String error = Json.string(body, "error");
                yield new Begun.Failed(
                        error == null
                                ? "the issuer `" + issuer.issuer() + "` answers with status " + status
                                : TokenEndpoint.refused(error, body).message());
            }
        };
    }

    private Optional<Code> code(ObjectNode body) {
        String device = Json.string(body, "device_code");
        String user = Json.string(body, "user_code");
        String address = Json.string(body, "verification_uri");
        if (device == null || user == null || address == null || !page(address)) {
            return Optional.empty();
        }
        JsonNode life = body.path("expires_in");
        long seconds = life.canConvertToLong() && life.asLong() > 0 ? Math.min(LONGEST_LIFE, life.asLong()) : 600;
        JsonNode interval = body.path("interval");
        Duration between = interval.canConvertToInt() && interval.asInt() > 0
                ? min(LONGEST, Duration.ofSeconds(interval.asInt()))
                : USUAL;
        return Optional.of(new Code(
                user,
                address,
                Optional.ofNullable(Json.string(body, "verification_uri_complete"))
                        .filter(DeviceLogin::page),
                clock.instant().plusSeconds(seconds),
                between,
                device));
    }

    private static boolean page(String address) {
        try {
            return Fetch.objection(URI.create(address)).isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Asks until the person has answered, or the code is no longer good. */
    public LoginResult await(Code code) throws InterruptedException {
        Optional<URI> address = issuer.address("token_endpoint");
        if (address.isEmpty()) {
            return new LoginResult.Failed("the issuer publishes no token endpoint");
        }
        var tokens = new TokenEndpoint(fetch, address.get(), application, clock);
        SortedMap<String, String> form = application.form();
        form.put("grant_type", GRANT);
        form.put("device_code", code.device());
        Duration interval = code.interval();
        int failures = 0;
        while (clock.instant().isBefore(code.expires())) {
            LoginResult result = tokens.ask(form, Optional.empty());
            switch (result) {
                case LoginResult.Refused(String error, String message)
                when error.equals("authorization_pending") -> failures = 0;
                case LoginResult.Refused(String error, String message)
                when error.equals("slow_down") -> {
                    failures = 0;
                    interval = min(LONGEST, interval.plus(USUAL));
                }
                case LoginResult.Refused(String error, String message)
                when error.equals("expired_token") -> {
                    return expired();
                }
                case LoginResult.Refused(String error, String message)
                when error.equals("access_denied") -> {
                    return new LoginResult.Refused(error, "the login was refused in the browser");
                }
                case LoginResult.Failed failed -> {
                    failures++;
                    interval = min(LONGEST, interval.multipliedBy(2));
                    if (failures == FAILURES) {
                        return failed;
                    }
                }
                case LoginResult.Refused refused -> {
                    return refused;
                }
                case LoginResult.Done done -> {
                    return done;
                }
            }
            pause.pause(interval);
        }
        return expired();
    }

    private static LoginResult expired() {
        return new LoginResult.Refused("expired_token", "no one entered the code in time; log in again");
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
