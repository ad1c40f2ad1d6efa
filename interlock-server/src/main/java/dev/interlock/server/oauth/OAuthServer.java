package dev.interlock.server.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.http.server.Cors;
import dev.interlock.server.http.server.Door;
import dev.interlock.server.http.server.Guard;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.Route;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The authorization server, at {@code /oauth} and where its metadata is looked for. Thread-safe. */
final class OAuthServer implements Door {

    /** The path of the server's metadata (RFC 8414, section 3). */
    static final String WELL_KNOWN = "/.well-known/oauth-authorization-server";

    private static final System.Logger LOG = System.getLogger(OAuthServer.class.getName());

    private static final Guard.Rules RULES = Guard.Rules.JSON
            .withMedia("application/x-www-form-urlencoded")
            .withCors(new Cors(
                    List.of("GET", "POST"),
                    List.of("Authorization", "DPoP", "Content-Type"),
                    name -> false,
                    List.of("WWW-Authenticate", DpopCheck.NONCE_HEADER, "Retry-After")));

    private final Supplier<String> issuer;
    private final Guard guard;
    private final Resources resources;
    private final TokenKeys keys;
    private final boolean certificates;
    private final Map<String, Endpoint> endpoints;
    private final Refusals refusals;

    /** An endpoint that answers a form. */
    interface Endpoint {
        Reply answer(Request request, Form form) throws OAuthError;
    }

    /**
     * @param issuer the address by which this server is known, without a slash at its end
     * @param hosts names that `Host` may give, without port; empty for any
     * @param origins values of `Origin` that are let in
     * @param certificates whether clients can be known by certificates here
     * @param endpoints by their paths
     */
    OAuthServer(
            Supplier<String> issuer,
            Set<String> hosts,
            Set<String> origins,
            Resources resources,
            TokenKeys keys,
            boolean certificates,
            Map<String, Endpoint> endpoints,
            Refusals refusals) {
        this.issuer = issuer;
        this.guard = new Guard(hosts, origins, RULES);
        this.resources = resources;
        this.keys = keys;
        this.certificates = certificates;
        this.endpoints = Map.copyOf(endpoints);
        this.refusals = refusals;
    }

    /** Returns the paths of the server. */
    List<Route> routes() {
        return List.of(
                Route.any("/oauth/*", this), Route.any(WELL_KNOWN, this), Route.any(Resources.WELL_KNOWN + "/*", this));
    }

    @Override
    public Reply handle(Request request) throws IOException {
        return answer(request).with(guard.shared(request.headers()));
    }

    private Reply answer(Request request) throws IOException {
        try {
            guard.check(request.headers());
            Optional<Reply> preflight = guard.preflight(request);
            return preflight.isPresent() ? preflight.get() : asked(request);
        } catch (Refusal e) {
            return OAuthError.reply(e.status(), OAuthError.INVALID_REQUEST, e.getMessage());
        } catch (OAuthError e) {
            e.shown().ifPresent(shown -> refusals.refused(shown.reason(), request.path(), shown.token()));
            return e.reply();
        } catch (UnavailableException e) {
            return OAuthError.reply(503, OAuthError.UNAVAILABLE, String.valueOf(e.getMessage()))
                    .with("Retry-After", "1");
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a request to the authorization server failed", e);
            return OAuthError.reply(500, "server_error", "the request failed, and nothing was issued");
        }
    }

    private Reply asked(Request request) throws OAuthError, Refusal, IOException {
        Endpoint endpoint = endpoints.get(request.path());
        return endpoint == null ? published(request) : endpoint.answer(request, form(request));
    }

    private Reply published(Request request) throws OAuthError {
        String path = request.path();
        boolean resource = path.startsWith(Resources.WELL_KNOWN + "/");
        if (!resource && !path.equals(WELL_KNOWN) && !path.equals(Metadata.KEYS)) {
            return OAuthError.reply(404, OAuthError.INVALID_REQUEST, "there is nothing here: see " + WELL_KNOWN);
        }
        if (!request.method().equals("GET")) {
            throw method("GET");
        }
        if (!resource) {
            return published(path.equals(WELL_KNOWN) ? Metadata.server(issuer.get(), certificates) : keys.jwks());
        }
        String of = path.substring(Resources.WELL_KNOWN.length());
        return resources.of(of).filter(of::equals).isPresent()
                ? published(Metadata.resource(issuer.get(), of, of.substring(of.lastIndexOf('/') + 1), certificates))
                : OAuthError.reply(404, OAuthError.INVALID_REQUEST, "there is no protected resource with that name");
    }

    /** Makes a reply for everybody, which may be stored for a while. */
    private static Reply published(ObjectNode body) {
        return Reply.json(200, body).with("Cache-Control", "public, max-age=300");
    }

    private Form form(Request request) throws OAuthError, Refusal, IOException {
        if (!request.method().equals("POST")) {
            throw method("POST");
        }
        if (!request.query().isEmpty()) {
            throw OAuthError.request("the address has a query: send everything in the body");
        }
        guard.checkBody(request.headers());
        return Form.read(request.body(Form.MAX_BYTES + 1));
    }

    private static OAuthError method(String allowed) {
        return new OAuthError(
                405, OAuthError.INVALID_REQUEST, "only " + allowed + " is allowed here", Map.of("Allow", allowed));
    }
}
