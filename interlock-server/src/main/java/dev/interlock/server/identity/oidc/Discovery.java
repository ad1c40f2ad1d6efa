package dev.interlock.server.identity.oidc;

import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.http.fetch.Fetched;
import dev.interlock.server.json.Json;
import java.net.URI;
import java.util.Optional;

/**
 * Asks issuers about themselves: at the address of OpenID Connect Discovery 1.0, and where nothing is there at that of RFC 8414.
 * A document counts only if it names exactly the issuer that was asked for. Thread-safe.
 */
public final class Discovery {

    private static final String OPENID = "/.well-known/openid-configuration";
    private static final String OAUTH = "/.well-known/oauth-authorization-server";

    private final Fetch fetch;

    public Discovery(Fetch fetch) {
        this.fetch = fetch;
    }

    /** Returns why the text is no issuer's name, if it is none; a query has no place in one. */
    public static Optional<String> objection(String issuer) {
        try {
            URI uri = URI.create(issuer);
            Optional<String> objection = Fetch.objection(uri);
            return objection.isPresent() || uri.getRawQuery() == null ? objection : Optional.of("it has a query");
        } catch (IllegalArgumentException e) {
            return Optional.of("it is not an address");
        }
    }

    public Discovered of(String issuer) throws InterruptedException {
        Optional<String> objection = objection(issuer);
        if (objection.isPresent()) {
            return new Discovered.Failed("`" + issuer + "` cannot be trusted as an issuer: " + objection.get());
        }
        Fetched first = fetch.get(URI.create(base(issuer) + OPENID));
        if (first instanceof Fetched.Answer answer && answer.fine()) {
            return checked(issuer, answer);
        }
        URI uri = URI.create(base(issuer));
        URI other = uri.resolve(OAUTH + (uri.getRawPath() == null ? "" : uri.getRawPath()));
        if (fetch.get(other) instanceof Fetched.Answer answer && answer.fine()) {
            return checked(issuer, answer);
        }
        return switch (first) {
            case Fetched.Answer(int status, var body) ->
                new Discovered.Failed("the issuer `" + issuer + "` does not publish its metadata (status " + status
                        + " at `" + OPENID + "`)");
            case Fetched.Failed(String why) -> new Discovered.Failed("the issuer `" + issuer + "` " + why);
        };
    }

    private static Discovered checked(String issuer, Fetched.Answer answer) {
        return issuer.equals(Json.string(answer.body(), "issuer"))
                ? new Discovered.Found(new Metadata(issuer, answer.body()))
                : new Discovered.Failed("the server at `" + issuer
                        + "` names itself differently: write the name exactly as the issuer does, including a"
                        + " slash at its end");
    }

    private static String base(String issuer) {
        return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    }
}
